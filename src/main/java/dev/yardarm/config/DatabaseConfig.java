package dev.yardarm.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The way to PostgreSQL.
 *
 * @param sslMode as libpq has it (PostgreSQL manual, section 32.19.3)
 * @param rootCertificate a file of PEM certificates to trust, instead of those the JVM trusts
 * @param poolSize most connections of this gateway; 1 to 100
 * @param queueSize most calls that wait for a connection; further ones are refused at once; 1 to 100,000
 * @param timeout how long a call may take, the wait for a connection included
 * @param migrate whether the gateway brings the schema up to date when it starts
 */
public record DatabaseConfig(
        HostPort address,
        String database,
        String user,
        Optional<Secret> password,
        SslMode sslMode,
        Optional<Path> rootCertificate,
        int poolSize,
        int queueSize,
        Duration timeout,
        boolean migrate) {
    public DatabaseConfig {
        if (database.isEmpty() || user.isEmpty()) {
            throw new IllegalArgumentException("a database and a user are needed");
        }
        if (poolSize < 1 || poolSize > 100) {
            throw new IllegalArgumentException("a pool has 1 to 100 connections");
        }
        if (queueSize < 1 || queueSize > 100_000) {
            throw new IllegalArgumentException("a queue has 1 to 100,000 places");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout is positive");
        }
    }

    /** What is asked of the connection's encryption. */
    public enum SslMode {
        DISABLE,
        ALLOW,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL
    }
}
