package dev.yardarm.postgres;

import static dev.yardarm.postgres.LoopedStore.CONTENT;
import static dev.yardarm.postgres.LoopedStore.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.migration.MigrationState;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaMigrationIT {
    private static final Environment ENVIRONMENT = new Environment("production");
    private static final String MIGRATIONS =
            "SELECT count(*) FROM yardarm.flyway_schema_history WHERE version IS NOT NULL";

    private static final String ALL_OF_THEM = Integer.toString(SchemaMigration.VERSION);

    private static final Duration LEASE = Duration.ofSeconds(10);

    private static PostgresServer server;

    private final Loop loop = new Loop();

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    @Test
    void ensureCurrent_tenAtOnceOnAnEmptyDatabase_migrateItOnce() {
        PostgresDatabase database = server.createDatabase("ten");
        Databases way = Databases.of(server, "ten").withTimeout(Duration.ofSeconds(10));

        List<Future<Void>> gateways = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            gateways.add(loop.run(() -> migration(way).ensureCurrent()));
        }
        gateways.forEach(Loop::await);

        assertThat(database.value(MIGRATIONS)).isEqualTo(ALL_OF_THEM);
    }

    @Test
    void ensureCurrent_again_keepsWhatIsThere() {
        Databases.migrated(server, "again");
        Databases way = Databases.of(server, "again");
        try (LoopedStore store = new LoopedStore(way)) {
            store.commit(put(ENVIRONMENT, "a", CONTENT));

            loop.await(() -> migration(way).ensureCurrent());

            assertThat(store.load(ENVIRONMENT).orElseThrow().flags()).hasSize(1);
        }
    }

    @Test
    void ensureCurrent_schemaNewerThanThisGateway_isLeftAlone() {
        PostgresDatabase database = Databases.migrated(server, "newer");
        database.execute("""
                INSERT INTO yardarm.flyway_schema_history
                SELECT installed_rank + 10, '99', description, type, 'V99__later.sql', 1, installed_by, now(), 1, true
                FROM yardarm.flyway_schema_history WHERE version = '1'""");

        loop.await(() -> migration(Databases.of(server, "newer")).ensureCurrent());

        assertThat(database.value(MIGRATIONS)).isEqualTo(Integer.toString(SchemaMigration.VERSION + 1));
    }

    @Test
    void ensureCurrent_roleThatMayOnlyReadAndWrite_isEnoughForACurrentSchema() {
        PostgresDatabase database = Databases.migrated(server, "restricted");
        database.execute("""
                CREATE ROLE gateway LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA yardarm TO gateway;
                GRANT SELECT ON ALL TABLES IN SCHEMA yardarm TO gateway;
                GRANT INSERT, UPDATE ON yardarm.environments, yardarm.history TO gateway;
                GRANT INSERT, UPDATE, DELETE ON yardarm.flags TO gateway;
                GRANT INSERT, UPDATE ON yardarm.cache_migration, yardarm.cache_migration_driver TO gateway;
                GRANT INSERT ON yardarm.cache_migration_history TO gateway;
                GRANT INSERT, UPDATE, DELETE ON yardarm.cache_migration_tallies TO gateway""");
        Databases way = Databases.of(server, "restricted").withUser("gateway", "x");

        loop.await(() -> migration(way).ensureCurrent());

        try (LoopedStore store = new LoopedStore(way)) {
            assertThat(store.committed(put(ENVIRONMENT, "a", CONTENT)).revision())
                    .isEqualTo(new Revision(1));
            for (Migrations.Share share : List.of(new Migrations.Share(1, 0.5), new Migrations.Share(2, 1))) {
                assertThat(Migrations.of(store).beat("gateway", 0, LEASE).leads())
                        .isTrue();
                assertThat(Migrations.of(store).replace(share.change())).isPresent();
            }
        }
    }

    @Test
    void ensureCurrent_firstVersionWithFlags_keepsThemAndTheGatewaysThatUseIt() {
        PostgresDatabase database = server.createDatabase("first");
        migrateTo("1", database);
        Databases way = Databases.of(server, "first");
        try (LoopedStore before = new LoopedStore(way)) {
            before.commit(put(ENVIRONMENT, "a", CONTENT));
            before.commit(put(ENVIRONMENT, "a", CONTENT));

            loop.await(() -> migration(way).ensureCurrent());

            assertThat(before.committed(put(ENVIRONMENT, "b", CONTENT)).revision())
                    .isEqualTo(new Revision(3));
            assertThat(before.load(ENVIRONMENT).orElseThrow().flags()).hasSize(2);
            assertThat(before.history(ENVIRONMENT, "a", 10, Optional.empty())).hasSize(2);
            assertThat(Migrations.of(before).state()).isEqualTo(MigrationState.INITIAL);
        }
    }

    @Test
    void ensureCurrent_firstVersionAndSwitchedOff_leavesFlagsToBeReadAndTheMigrationUnavailable() {
        PostgresDatabase database = server.createDatabase("first_off");
        migrateTo("1", database);
        Databases way = Databases.of(server, "first_off").withoutMigration();

        assertThat(loop.awaitFailure(() -> migration(way).ensureCurrent())).isInstanceOf(BackendUnavailable.class);

        try (LoopedStore store = new LoopedStore(way)) {
            store.commit(put(ENVIRONMENT, "a", CONTENT));
            assertThat(store.load(ENVIRONMENT)).isPresent();
            assertThat(store.failureOf(
                            asked -> asked.migration(Migrations.CACHES).state()))
                    .isExactlyInstanceOf(BackendUnavailable.class);
        }
    }

    @Test
    void ensureCurrent_roleThatMayNotCreate_failsOnAnEmptyDatabase() {
        server.createDatabase("forbidden");
        server.execute("CREATE ROLE powerless LOGIN");
        Databases way = Databases.of(server, "forbidden").withUser("powerless", "x");

        assertThat(loop.awaitFailure(() -> migration(way).ensureCurrent()))
                .isInstanceOf(BackendUnavailable.class)
                .hasMessageContaining("42501");
    }

    @Test
    void ensureCurrent_switchedOffOnAnEmptyDatabase_failsAndCreatesNothing() {
        PostgresDatabase database = server.createDatabase("off");
        Databases way = Databases.of(server, "off").withoutMigration();

        assertThat(loop.awaitFailure(() -> migration(way).ensureCurrent()))
                .isInstanceOf(BackendUnavailable.class)
                .hasMessage("schema at version 0, 2 is needed");
        assertThat(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'yardarm'"))
                .isEqualTo("0");
    }

    @Test
    void ensureCurrent_noSuchDatabase_isUnavailable() {
        assertThat(loop.awaitFailure(
                        () -> migration(Databases.of(server, "nowhere")).ensureCurrent()))
                .isInstanceOf(BackendUnavailable.class)
                .hasMessageContaining("3D000");
    }

    @Test
    void ensureCurrent_otherTablesInTheDatabase_areNotInTheWay() {
        PostgresDatabase database = server.createDatabase("shared");
        database.execute("CREATE TABLE flags (id int); CREATE TABLE flyway_schema_history (id int)");

        loop.await(() -> migration(Databases.of(server, "shared")).ensureCurrent());

        assertThat(database.value(MIGRATIONS)).isEqualTo(ALL_OF_THEM);
    }

    @Test
    void version_ofTheGateway_isThatOfTheLatestScript() {
        PostgresDatabase database = Databases.migrated(server, "latest");

        assertThat(database.value("SELECT max(version::int) FROM yardarm.flyway_schema_history"))
                .isEqualTo(Integer.toString(SchemaMigration.VERSION));
    }

    /** As the gateways of that version did. */
    private static void migrateTo(String version, PostgresDatabase database) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), null, null)
                .schemas("yardarm")
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
        assertThat(database.value(MIGRATIONS)).isEqualTo(version);
    }

    private SchemaMigration migration(Databases way) {
        return new SchemaMigration(loop.vertx(), way.config());
    }
}
