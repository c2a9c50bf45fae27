# The gateway's image with the certificates of RDS, by which it verifies PostgreSQL as infra/ sets it up.
#
#   docker build -t yardarm .
#   docker build -t yardarm-aws -f docker/aws.Dockerfile docker
#
# An image of another name is given as --build-arg GATEWAY=NAME.

ARG GATEWAY=yardarm
FROM ${GATEWAY}
ADD --chmod=0444 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /opt/yardarm/rds.pem
