package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.config.DatabaseConfig.SslMode;
import dev.yardarm.config.HostPort;
import dev.yardarm.config.Secret;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Ways to a test's database, and databases with the schema in them. */
record Databases(DatabaseConfig config) {

    /** As the administrator, in the clear; a pool of ten, two seconds for a call. */
    static Databases of(PostgresServer server, String database) {
        return new Databases(new DatabaseConfig(
                new HostPort("127.0.0.1", server.port()),
                database,
                "postgres",
                Optional.empty(),
                SslMode.DISABLE,
                Optional.empty(),
                10,
                1000,
                Duration.ofSeconds(2),
                true));
    }

    /** Makes a database and brings its schema up to date. */
    static PostgresDatabase migrated(PostgresServer server, String name) {
        PostgresDatabase database = server.createDatabase(name);
        try (Loop loop = new Loop()) {
            DatabaseConfig config =
                    of(server, name).withTimeout(Duration.ofSeconds(10)).config();
            loop.await(() -> new SchemaMigration(loop.vertx(), config).ensureCurrent());
        }
        return database;
    }

    Databases withHost(String host) {
        HostPort address = new HostPort(host, config.address().port());
        return with(address, config.user(), config.password());
    }

    Databases withPort(int port) {
        HostPort address = new HostPort(config.address().host(), port);
        return with(address, config.user(), config.password());
    }

    Databases withUser(String user, String password) {
        return with(config.address(), user, Optional.of(new Secret(password)));
    }

    Databases withSsl(SslMode mode, Optional<Path> rootCertificate) {
        return new Databases(new DatabaseConfig(
                config.address(),
                config.database(),
                config.user(),
                config.password(),
                mode,
                rootCertificate,
                config.poolSize(),
                config.queueSize(),
                config.timeout(),
                config.migrate()));
    }

    Databases withTimeout(Duration timeout) {
        return with(config.poolSize(), config.queueSize(), timeout, config.migrate());
    }

    Databases withPool(int size, int queue) {
        return with(size, queue, config.timeout(), config.migrate());
    }

    Databases withoutMigration() {
        return with(config.poolSize(), config.queueSize(), config.timeout(), false);
    }

    private Databases with(HostPort address, String user, Optional<Secret> password) {
        return new Databases(new DatabaseConfig(
                address,
                config.database(),
                user,
                password,
                config.sslMode(),
                config.rootCertificate(),
                config.poolSize(),
                config.queueSize(),
                config.timeout(),
                config.migrate()));
    }

    private Databases with(int poolSize, int queueSize, Duration timeout, boolean migrate) {
        return new Databases(new DatabaseConfig(
                config.address(),
                config.database(),
                config.user(),
                config.password(),
                config.sslMode(),
                config.rootCertificate(),
                poolSize,
                queueSize,
                timeout,
                migrate));
    }
}
