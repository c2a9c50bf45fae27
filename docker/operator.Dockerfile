# What the commands of docs/runbooks need, for the operator's task of infra/: psql and pg_dump of the server's version,
# redis-cli, curl and jq. Sessions of ECS Exec are written down by `script`, which Debian always has.
#
#   docker build --platform linux/amd64 -t yardarm-operator -f docker/operator.Dockerfile docker

FROM postgres:17-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates curl jq redis-tools \
 && rm -rf /var/lib/apt/lists/*
# By which psql verifies the server, where database.rootCertificate asks for it.
ADD --chmod=0444 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /opt/yardarm/rds.pem
# No server is to run. Whoever comes in by ECS Exec is root all the same.
USER postgres
WORKDIR /tmp
ENTRYPOINT []
CMD ["sleep", "4h"]
