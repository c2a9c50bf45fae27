package dev.yardarm.postgres;

import static dev.yardarm.postgres.LoopedStore.CONTENT;
import static dev.yardarm.postgres.LoopedStore.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.DatabaseConfig.SslMode;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.Certificates;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.PostgresServer.Encryption;
import dev.yardarm.fixture.PostgresServer.Options;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Who is let in, and whom the gateway trusts: passwords and TLS, of both clients. */
class PostgresAccessIT {
    private static final Environment ENVIRONMENT = new Environment("production");
    private static final String USER = "keeper of flags";
    private static final String PASSWORD = "p@ss:w/ord?&=%41 \u00fc'\"\\";

    /** Asks for a password, over TLS only; also at an address that its certificate does not name. */
    private static PostgresServer secured;

    /** Asks for nothing and knows no TLS. */
    private static PostgresServer plain;

    @BeforeAll
    static void start() {
        secured = PostgresServer.start(Options.DEFAULT
                .withEncryption(Encryption.REQUIRED)
                .withPassword(USER, PASSWORD)
                .withSetting("listen_addresses", "127.0.0.1,127.0.0.2"));
        secured.createDatabase("flags");
        plain = PostgresServer.start();
        Databases.migrated(plain, "flags");
    }

    @AfterAll
    static void stop() {
        plain.close();
        secured.close();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DISABLE")
    void access_rightPasswordAndAuthority_worksForMigrationAndStore(SslMode mode) {
        Databases way = secured(mode, Optional.of(Certificates.authority()));
        try (Loop loop = new Loop()) {
            loop.await(() -> new SchemaMigration(loop.vertx(), way.config()).ensureCurrent());
        }
        try (LoopedStore store = new LoopedStore(way)) {
            assertThat(store.committed(put(new Environment(environment(mode)), "a", CONTENT))
                            .revision())
                    .isEqualTo(new Revision(1));
        }
        assertThat(secured.database("flags")
                        .value("SELECT count(*) FROM pg_stat_ssl WHERE NOT ssl AND pid IN "
                                + "(SELECT pid FROM pg_stat_activity WHERE application_name = 'yardarm')"))
                .isEqualTo("0");
    }

    @Test
    void migrate_verifyFullWithPassword_migratesAnEmptyDatabase() {
        secured.createDatabase("empty");
        Databases way = Databases.of(secured, "empty")
                .withUser(USER, PASSWORD)
                .withSsl(SslMode.VERIFY_FULL, Optional.of(Certificates.authority()));
        try (Loop loop = new Loop()) {
            loop.await(() -> new SchemaMigration(loop.vertx(), way.config()).ensureCurrent());
        }
        assertThat(secured.database("empty").value("SELECT count(*) FROM yardarm.flags"))
                .isEqualTo("0");
    }

    @Test
    void access_wrongPassword_isUnavailableAndNotShown() {
        Databases way = secured(SslMode.REQUIRE, Optional.empty()).withUser(USER, "not it, " + PASSWORD);

        Throwable failure = loadFailure(way);

        assertUnavailable(failure, "connection refused with SQLSTATE 28P01");
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("not it").doesNotContain(PASSWORD);
        assertThat(way.config().toString()).doesNotContain("not it");
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUIRE", "VERIFY_CA", "VERIFY_FULL"})
    void tls_otherAuthority_isRefused(SslMode mode) {
        assertUnavailable(loadFailure(secured(mode, Optional.of(Certificates.stranger()))), "no connection: ");
    }

    @Test
    void tls_authorityThatTheJvmDoesNotKnow_isRefused() {
        assertUnavailable(loadFailure(secured(SslMode.VERIFY_FULL, Optional.empty())), "no connection: ");
    }

    @Test
    void tls_verifyFullAtAnotherName_isRefused() {
        Databases way = secured(SslMode.VERIFY_FULL, Optional.of(Certificates.authority()))
                .withHost("127.0.0.2");

        assertUnavailable(loadFailure(way), "no connection: ");
    }

    @Test
    void tls_verifyFullAtItsName_works() {
        Databases way = secured(SslMode.VERIFY_FULL, Optional.of(Certificates.authority()))
                .withHost("localhost");

        ping(way);
    }

    /** As the providers of databases give out their authorities, of which each region has its own. */
    @Test
    void tls_authorityAfterOthersInItsFile_works(@TempDir Path folder) throws IOException {
        Path bundle = folder.resolve("bundle.pem");
        Files.writeString(
                bundle, Files.readString(Certificates.stranger()) + Files.readString(Certificates.authority()));
        Databases way = secured(SslMode.VERIFY_FULL, Optional.of(bundle));

        ping(way);
        try (Loop loop = new Loop()) {
            loop.await(() -> new SchemaMigration(loop.vertx(), way.config()).ensureCurrent());
        }
    }

    @Test
    void tls_verifyCaAtAnotherName_works() {
        ping(secured(SslMode.VERIFY_CA, Optional.of(Certificates.authority())).withHost("127.0.0.2"));
    }

    @Test
    void tls_requireWithoutAnAuthority_trustsAnybody() {
        ping(secured(SslMode.REQUIRE, Optional.empty()));
    }

    @Test
    void tls_disabledWhereItIsRequired_isRefused() {
        assertUnavailable(
                loadFailure(secured(SslMode.DISABLE, Optional.empty())), "connection refused with SQLSTATE 28000");
    }

    @Test
    void tls_requireOfAServerWithout_isUnavailableAndSaysWhy() {
        Throwable failure = loadFailure(Databases.of(plain, "flags").withSsl(SslMode.REQUIRE, Optional.empty()));

        assertUnavailable(failure, "no connection: Postgres Server does not handle SSL connection (check sslmode ");
    }

    @Test
    void tls_requireOfAServerWithoutManyTimes_leavesNoSocketsBehind() {
        Databases way = Databases.of(plain, "flags").withSsl(SslMode.REQUIRE, Optional.empty());
        try (LoopedStore store = new LoopedStore(way)) {
            // The first call also opens what the resolver of names keeps.
            assertUnavailable(store.loadFailure(ENVIRONMENT), "no connection");
            long before = OpenSockets.count();
            for (int i = 0; i < 10; i++) {
                assertUnavailable(store.loadFailure(ENVIRONMENT), "no connection");
            }
            // Left to itself, the server would end them after a minute.
            Await.until(Duration.ofSeconds(10), "the end of the sockets", () -> OpenSockets.count() <= before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ALLOW", "PREFER"})
    void tls_preferredOfAServerWithout_goesOnInTheClear(SslMode mode) {
        ping(Databases.of(plain, "flags").withSsl(mode, Optional.empty()));
    }

    private static String environment(SslMode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Databases secured(SslMode mode, Optional<Path> rootCertificate) {
        return Databases.of(secured, "flags").withUser(USER, PASSWORD).withSsl(mode, rootCertificate);
    }

    private static void ping(Databases way) {
        try (LoopedStore store = new LoopedStore(way)) {
            Loop.await(store.start(PostgresFlagStore::ping));
        }
    }

    private static Throwable loadFailure(Databases way) {
        try (LoopedStore store = new LoopedStore(way)) {
            return store.loadFailure(ENVIRONMENT);
        }
    }

    private static void assertUnavailable(Throwable failure, String message) {
        assertThat(failure).isExactlyInstanceOf(BackendUnavailable.class).hasMessageStartingWith(message);
        assertThat(((BackendUnavailable) failure).backend()).isEqualTo(Backend.POSTGRES);
    }
}
