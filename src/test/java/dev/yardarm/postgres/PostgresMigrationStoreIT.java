package dev.yardarm.postgres;

import static dev.yardarm.postgres.LoopedStore.CONTENT;
import static dev.yardarm.postgres.LoopedStore.put;
import static dev.yardarm.postgres.Migrations.tally;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.flag.Environment;
import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationState.Phase;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.MigrationStore.Beat;
import dev.yardarm.migration.MigrationStore.Change;
import dev.yardarm.migration.MigrationStore.Figures;
import dev.yardarm.migration.MigrationStore.Recorded;
import dev.yardarm.migration.Plan;
import dev.yardarm.migration.Tally;
import dev.yardarm.postgres.Migrations.Share;
import dev.yardarm.postgres.RecordedChanges.Heard;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.write.OutcomeUnknown;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** One truth for two gateways: what is kept, who may change it, who leads. */
class PostgresMigrationStoreIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Longer than any test. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final int ROUNDS = 30;

    private static final Plan PLAN = new Plan(
            List.of(0.05, 1 / 3d, 1d),
            Duration.ofMillis(1_500),
            new Plan.Bounds(0.001, 0.8, Duration.ofNanos(12_345_000)),
            250);

    /** As a dump of an empty database would have it. */
    private static final String RESET = "TRUNCATE yardarm.cache_migration, yardarm.cache_migration_history, "
            + "yardarm.cache_migration_tallies, yardarm.cache_migration_driver";

    private static PostgresServer server;
    private static PostgresDatabase database;
    private static LoopedStore oneStore;
    private static LoopedStore otherStore;
    private static Migrations one;
    private static Migrations other;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
        database = Databases.migrated(server, "migration");
        Databases way = Databases.of(server, "migration").withTimeout(SOON);
        oneStore = new LoopedStore(way);
        otherStore = new LoopedStore(way);
        one = Migrations.of(oneStore);
        other = Migrations.of(otherStore);
    }

    @AfterAll
    static void stop() {
        otherStore.close();
        oneStore.close();
        server.close();
    }

    @BeforeEach
    void reset() {
        database.execute(RESET);
    }

    @Test
    void state_nobodyHasChangedIt_isTheInitialOne() {
        assertThat(one.state()).isEqualTo(MigrationState.INITIAL);
        assertThat(one.beat("a", 0, LONG).state()).isEqualTo(MigrationState.INITIAL);
        assertThat(one.history(10)).isEmpty();
        assertThat(one.tallies(0)).isEqualTo(Tally.Pair.none());
    }

    @Test
    void state_ofOtherCaches_isAsIfNothingMoved() {
        replaced(one, new Share(1, 1).change());
        Migrations next = new Migrations(otherStore, "cluster > cluster");

        assertThat(next.state().share()).isZero();
        assertThat(next.beat("b", 1, LONG).state().share()).isZero();
        assertThat(next.state().version()).isEqualTo(1);
        assertThat(one.state().share()).isEqualTo(1);

        replaced(next, new Share(2, 0.5).change());

        assertThat(next.state().share()).isEqualTo(0.5);
        assertThat(one.state().share()).isZero();
    }

    @Test
    void state_databaseResetToNothing_isTheInitialOneAgain() {
        replaced(one, new Share(1, 0.5).change());
        replaced(one, new Share(2, 0.6).change());

        database.execute(RESET);

        assertThat(other.state()).isEqualTo(MigrationState.INITIAL);
        assertThat(other.replace(new Share(3, 0.7).change())).isEmpty();
        assertThat(other.replace(new Share(1, 0.7).change())).isPresent();
    }

    @Test
    void state_removedByHandWithTheHistoryLeft_canBeginAnew() {
        replaced(one, new Share(1, 0.5).change());

        database.execute("DELETE FROM yardarm.cache_migration");

        assertThat(one.state()).isEqualTo(MigrationState.INITIAL);
        replaced(one, new Share(1, 0.25).change());
        assertThat(one.history(10)).extracting(made -> made.state().share()).containsExactly(0.25, 0.5);
    }

    @Test
    void replace_withAPlan_isReadBackByOthersInEveryField() {
        replaced(one, new Share(1, 0.1).change());
        Instant before = serverClock();

        MigrationState made = replaced(one, change(planned(2, Phase.RUNNING, 1 / 3d, 1)));

        assertThat(made.version()).isEqualTo(2);
        assertThat(made.share()).isEqualTo(1 / 3d);
        assertThat(made.phase()).isEqualTo(Phase.RUNNING);
        assertThat(made.plan()).contains(PLAN);
        assertThat(made.step()).isEqualTo(1);
        assertThat(made.since())
                .isEqualTo(made.since().truncatedTo(ChronoUnit.MILLIS))
                .isBetween(before.truncatedTo(ChronoUnit.MILLIS), serverClock());
        assertThat(other.state()).isEqualTo(made);
        Beat beat = other.beat("b", 2, LONG);
        assertThat(beat.state()).isEqualTo(made);
        assertThat(beat.now()).isBetween(made.since(), serverClock());
    }

    @Test
    void replace_withAShare_leavesNothingOfThePlan() {
        replaced(one, change(planned(1, Phase.RUNNING, 0.05, 0)));

        MigrationState made = replaced(one, new Share(2, 1).change());

        assertThat(made.plan()).isEmpty();
        assertThat(other.state()).isEqualTo(made);
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void replace_intoEachPhase_isReadBack(Phase phase) {
        MigrationState made = replaced(one, change(planned(1, phase, 0.5, 2)));

        assertThat(made.phase()).isEqualTo(phase);
        assertThat(other.state()).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4", "0"})
    void replace_ofAnotherVersion_isRefusedAndLeavesNoTrace(long version) throws SQLException {
        replaced(one, new Share(1, 0.5).change());
        MigrationState made = replaced(one, new Share(2, 0.6).change());
        one.beat("a", 2, new Tally.Pair(tally(0, 1, 0, 10), Tally.none()), LONG);
        try (Connection listener = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = listener.createStatement()) {
            statement.execute("LISTEN yardarm_migration");

            assertThat(other.replace(new Share(version, 0.7).change())).isEmpty();

            assertThat(one.state()).isEqualTo(made);
            assertThat(one.history(10)).hasSize(2);
            assertThat(one.tallies(2).from().operations()).isEqualTo(1);
            replaced(other, new Share(3, 0.7).change());
            PGNotification[] heard = listener.unwrap(PGConnection.class).getNotifications(5000);
            assertThat(Arrays.stream(heard).map(PGNotification::getParameter)).containsExactly("3");
        }
    }

    @Test
    void replace_severalAtOnceFromNothingAndFromSomething_exactlyOneIsMade() {
        for (int round = 0; round < ROUNDS; round++) {
            database.execute(RESET);
            race(1);
            race(2);
            assertThat(one.history(10)).as("round %d", round).hasSize(2);
        }
    }

    private static void race(long version) {
        List<Future<Optional<MigrationState>>> attempts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            attempts.add(one.start(asked -> asked.replace(new Share(version, 0.25).change("one"))));
            attempts.add(other.start(asked -> asked.replace(new Share(version, 0.75).change("other"))));
        }
        List<MigrationState> made =
                attempts.stream().map(Loop::await).flatMap(Optional::stream).toList();

        assertThat(made).containsExactly(one.state());
        assertThat(one.history(1).get(0).author()).isEqualTo(made.get(0).share() == 0.25 ? "one" : "other");
    }

    @Test
    void replace_historyCannotBeWritten_changesNothing() {
        Databases.migrated(server, "refused")
                .execute("ALTER TABLE yardarm.cache_migration_history ADD CONSTRAINT nobody CHECK (version < 2)");
        try (LoopedStore store = new LoopedStore(Databases.of(server, "refused"))) {
            Migrations migrations = Migrations.of(store);
            MigrationState made = replaced(migrations, new Share(1, 0.5).change());
            migrations.beat("a", 1, new Tally.Pair(tally(1, 0, 0), Tally.none()), LONG);

            assertThat(store.failureOf(
                            asked -> asked.migration(Migrations.CACHES).replace(new Share(2, 1).change())))
                    .isInstanceOf(PgException.class)
                    .hasMessageContaining("nobody");

            assertThat(migrations.state()).isEqualTo(made);
            assertThat(migrations.tallies(1).from().errors()).isEqualTo(1);
        }
    }

    @Test
    void replace_connectionLostWhileCommitting_hasAnUnknownOutcome() {
        Databases.migrated(server, "lost").execute("""
                CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON yardarm.cache_migration
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()""");
        try (LoopedStore store = new LoopedStore(Databases.of(server, "lost"))) {
            assertThat(store.failureOf(
                            asked -> asked.migration(Migrations.CACHES).replace(new Share(1, 1).change())))
                    .isInstanceOf(OutcomeUnknown.class);
        }
    }

    @Test
    void replace_stateLockedForTooLong_isUnavailableInTimeAndNotMadeAfterwards() throws SQLException {
        replaced(one, new Share(1, 0.5).change());
        try (LoopedStore impatient =
                        new LoopedStore(Databases.of(server, "migration").withTimeout(Duration.ofMillis(500)));
                Connection holder = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM yardarm.cache_migration FOR UPDATE");

            assertThat(impatient.failureOf(
                            asked -> asked.migration(Migrations.CACHES).replace(new Share(2, 1).change())))
                    .isInstanceOf(BackendUnavailable.class);
            holder.rollback();
        }

        Await.until(
                SOON,
                "the end of the transaction",
                () -> database.value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'yardarm' "
                                + "AND datname = current_database() AND xact_start IS NOT NULL")
                        .equals("0"));
        assertThat(one.state().version()).isEqualTo(1);
        assertThat(one.history(10)).hasSize(1);
    }

    @Test
    void history_severalChanges_isLatestFirstWithTheFiguresOfWhatEnded() {
        MigrationState first = replaced(one, new Share(1, 0.5).change("operator"));
        Tally from = tally(1, 6, 2, 1_000, 1_000, 1_000);
        Tally to = tally(0, 0, 4, 90_000, 3, 2);
        MigrationState second = replaced(
                other, new Change(planned(2, Phase.ROLLED_BACK, 0, 2), "plan", "too slow", new Tally.Pair(from, to)));

        List<Recorded> history = one.history(10);

        assertThat(history)
                .containsExactly(
                        new Recorded(second, "plan", "too slow", Figures.of(from), Figures.of(to)),
                        new Recorded(
                                first,
                                "operator",
                                "share set by hand",
                                Figures.of(Tally.none()),
                                Figures.of(Tally.none())));
        assertThat(history.get(0).from().errorRate()).isEqualTo(0.25);
        assertThat(history.get(0).to().p95()).isBetween(Duration.ofMillis(90), Duration.ofMillis(91));
        assertThat(one.history(1)).containsExactly(history.get(0));
    }

    @Test
    void tallies_ofTwoGateways_areSummedEachByItsLastBeat() {
        Tally.Pair early = new Tally.Pair(tally(9, 9, 9, 9), tally(9, 9, 9, 9));
        Tally.Pair late = new Tally.Pair(tally(1, 20, 3, latencies(100)), tally(0, 7, 8, latencies(10)));
        Tally.Pair others = new Tally.Pair(tally(0, 1, 0, 5_000_000), tally(4, 0, 2, latencies(50)));

        one.beat("a", 0, early, LONG);
        other.beat("b", 0, others, LONG);
        one.beat("a", 0, late, LONG);

        assertThat(other.tallies(0)).isEqualTo(late.plus(others));
        assertThat(other.tallies(0).from().operations()).isEqualTo(102);
        assertThat(other.tallies(0).from().p95())
                .isEqualTo(late.plus(others).from().p95());
    }

    @Test
    void tallies_ofAnotherVersion_areNotCounted() {
        Tally.Pair some = new Tally.Pair(tally(1, 1, 1, 1), tally(2, 2, 2, 2));
        replaced(one, new Share(1, 0.5).change());
        one.beat("a", 0, some, LONG);
        other.beat("b", 1, some, LONG);

        assertThat(one.tallies(1)).isEqualTo(some);
        assertThat(one.tallies(0)).isEqualTo(some);
        assertThat(one.tallies(2)).isEqualTo(Tally.Pair.none());
    }

    @Test
    void replace_made_forgetsTheTalliesOfWhatEnded() {
        replaced(one, new Share(1, 0.5).change());
        one.beat("a", 1, LONG);
        other.beat("gone", 1, LONG);

        replaced(one, new Share(2, 0.6).change());

        assertThat(database.value("SELECT count(*) FROM yardarm.cache_migration_tallies"))
                .isEqualTo("0");
    }

    @Test
    void beat_longHistogram_isKeptExactly() {
        Tally.Pair many = new Tally.Pair(tally(0, 0, 0, latencies(10_000)), tally(0, 0, 0, 0, 10_000_000));

        one.beat("a", 0, many, LONG);

        assertThat(one.tallies(0)).isEqualTo(many);
        assertThat(database.value("SELECT octet_length(from_micros) < 4000 FROM yardarm.cache_migration_tallies"))
                .isEqualTo("true");
    }

    @Test
    void beat_anotherLeads_doesNotLeadUntilTheLeaseHasEnded() {
        assertThat(one.beat("a", 0, LONG).leads()).isTrue();
        assertThat(other.beat("b", 0, LONG).leads()).isFalse();
        assertThat(one.beat("a", 0, LONG).leads()).isTrue();
        assertThat(one.beat("a", 0, SHORT).leads()).isTrue();
        Instant until = Instant.parse(database.value("SELECT to_char(until AT TIME ZONE 'UTC', "
                + "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM yardarm.cache_migration_driver"));

        List<Beat> beats = new ArrayList<>();
        Await.until(SOON, "the other to lead", () -> {
            beats.add(other.beat("b", 0, LONG));
            return beats.get(beats.size() - 1).leads();
        });

        assertThat(beats.get(beats.size() - 1).now()).isAfter(until);
        assertThat(one.beat("a", 0, LONG).leads()).isFalse();
        assertThat(other.beat("b", 0, LONG).leads()).isTrue();
    }

    @Test
    void beat_manyAtOnceWithNobodyLeading_oneLeads() {
        for (int round = 0; round < ROUNDS; round++) {
            database.execute(RESET);
            List<Future<Beat>> beats = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                beats.add(beating(one, "one " + i));
                beats.add(beating(other, "other " + i));
            }

            assertThat(beats.stream().map(Loop::await).filter(Beat::leads)).hasSize(1);
        }
    }

    private static Future<Beat> beating(Migrations migrations, String gateway) {
        return migrations.start(asked -> asked.beat(new MigrationStore.Report(gateway, 0, Tally.Pair.none()), LONG));
    }

    @Test
    void replace_byAnotherGateway_isHeardByTheFeedAndAFlagsChangeIsNot() {
        Environment environment = new Environment("heard");
        try (LoopedFeed feed = new LoopedFeed(Databases.of(server, "migration"))) {
            Await.until(SOON, "the feed", () -> feed.isConnected() && feed.migrationChanges() == 1);

            replaced(other, new Share(1, 0.5).change());
            Await.until(SOON, "the announcement", () -> feed.migrationChanges() == 2);
            otherStore.commit(put(environment, "a", CONTENT));
            Await.until(
                    SOON,
                    "the change",
                    () -> feed.told()
                            .all(Heard.class)
                            .anyMatch(heard -> heard.environment().equals(environment)));

            assertThat(feed.migrationChanges()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    share = 1.5                   | cache_migration_share_check
                    share = 'NaN'                 | cache_migration_share_check
                    version = 0                   | cache_migration_version_check
                    phase = 'resting'             | cache_migration_phase_check
                    steps = '{}'                  | cache_migration_step_there
                    steps = '{0.5,0.5,1}'         | cache_migration_steps_check
                    steps = '{0,0.5,1}'           | cache_migration_steps_check
                    steps = '{0.5,0.6,1.1}'       | cache_migration_steps_check
                    steps = '{0.1,NULL,1}'        | cache_migration_steps_check
                    steps = NULL                  | cache_migration_
                    steps = '{1}'                 | cache_migration_step_there
                    hold_ms = 0                   | cache_migration_hold_ms_check
                    max_error_rate = 'NaN'        | cache_migration_max_error_rate_check
                    min_hit_rate = -0.1           | cache_migration_min_hit_rate_check
                    max_p95_micros = 0            | cache_migration_max_p95_micros_check
                    least_operations = NULL       | cache_migration_plan_whole
                    step = -1                     | cache_migration_step_there
                    one_row = false               | cache_migration_one_row_check""")
    void schema_stateThatIsNone_isRefused(String assignment, String constraint) {
        replaced(one, change(planned(1, Phase.RUNNING, 0.5, 2)));

        assertThatThrownBy(() -> database.execute("UPDATE yardarm.cache_migration SET " + assignment))
                .hasMessageContaining(constraint);
    }

    @Test
    void schema_secondRowOfWhatThereIsOneOf_isRefused() {
        replaced(one, new Share(1, 0.5).change());
        one.beat("a", 1, LONG);

        assertThatThrownBy(() -> database.execute("INSERT INTO yardarm.cache_migration "
                        + "(version, share, phase, step, since, caches) VALUES (2, 0, 'manual', 0, now(), 'a > b')"))
                .hasMessageContaining("cache_migration_pkey");
        assertThatThrownBy(() -> database.execute(
                        "INSERT INTO yardarm.cache_migration_driver (gateway, until) VALUES ('b', now())"))
                .hasMessageContaining("cache_migration_driver_pkey");
    }

    private static MigrationState planned(long version, Phase phase, double share, int step) {
        return new MigrationState(version, share, phase, Optional.of(PLAN), step, Instant.EPOCH);
    }

    private static Change change(MigrationState next) {
        return new Change(next, "tester", "because", Tally.Pair.none());
    }

    private static MigrationState replaced(Migrations migrations, Change change) {
        return migrations.replace(change).orElseThrow();
    }

    private static long[] latencies(int count) {
        return LongStream.rangeClosed(1, count).map(i -> i * 13).toArray();
    }

    private static Instant serverClock() {
        return one.beat("clock", 0, LONG).now();
    }
}
