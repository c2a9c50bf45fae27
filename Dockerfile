# The gateway as an image: Java 25 with the AOT cache of the gateway's classes, and a user without rights. It needs no
# writable root file system, and runs with every capability dropped.
#
#   docker build -t yardarm .
#   docker run --read-only --cap-drop ALL -p 8080:8080 -v snapshots:/var/lib/yardarm -e DATABASE_URL=… -e REDIS_URL=… yardarm
#
# .ci/image carries out these lines without a container engine; it knows the instructions that stand here, and no others.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
COPY src/main src/main
RUN mvn -B -q package -Dmaven.test.skip=true -Dspotless.check.skip=true
# Netty would unpack its native transport at each start, and could not load it where /tmp is mounted noexec, as engines do.
RUN jar --extract --file target/yardarm.jar META-INF/native

# With glibc, for which the native transport is built.
FROM eclipse-temurin:25-jre
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Yardarm" \
      org.opencontainers.image.description="A feature-flag gateway: flags over HTTP from a Redis cache in front of PostgreSQL." \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
WORKDIR /opt/yardarm
COPY --from=build /build/META-INF/native native
COPY bin/archive docker/health bin/
# With the jar what it is made of, since scanners find no libraries in it.
COPY --from=build /build/target/yardarm.jar /build/target/yardarm.cdx.json /build/target/THIRD-PARTY.txt ./
# The jar is never replaced here, which --aot asks for. A volume takes its owner and its mode from the folder.
RUN bin/archive --aot yardarm.jar && install -d -m 700 -o 10001 -g 10001 /var/lib/yardarm
ENV SNAPSHOT_DIR=/var/lib/yardarm
VOLUME /var/lib/yardarm
EXPOSE 8080 8081
USER 10001:10001
# Whoever acts on this restarts the container, which helps a process that hangs and not one whose backends are away.
# Load balancers ask /health/ready instead.
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["/opt/yardarm/bin/health", "live"]
# Java is the first process, so that SIGTERM reaches it. Give it longer than SHUTDOWN_GRACE to end. Half of the container's
# memory is heap, the rest is for buffers outside of it and the JVM; a gateway that is out of memory is better replaced.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/opt/yardarm/yardarm.aot", "-Djava.library.path=/opt/yardarm/native", "-jar", "/opt/yardarm/yardarm.jar"]
