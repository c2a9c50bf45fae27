package dev.yardarm.postgres;

import static dev.yardarm.postgres.LoopedStore.CONTENT;
import static dev.yardarm.postgres.LoopedStore.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.BackendBusy;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.OutcomeUnknown;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that is gone, silent, slow or in the way: calls end in time, and the store comes back by itself. */
@Tag("alone")
class PostgresFaultsIT {
    private static final Environment ENVIRONMENT = new Environment("production");
    private static final Duration TIMEOUT = Duration.ofMillis(400);
    /** A call's bound and what a busy machine may add to it. */
    private static final Duration BOUND = TIMEOUT.plusMillis(600);

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int POOL = 4;
    private static final String SESSIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'yardarm' AND datname = current_database()";

    private static final String PIDS = "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity "
            + "WHERE application_name = 'yardarm' AND datname = current_database()";

    private static PostgresServer server;
    private static int databases;

    private PostgresDatabase database;
    private LoopedStore store;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void beginWithOneFlag() {
        databases++;
        database = Databases.migrated(server, "faults_" + databases);
        store = new LoopedStore(
                Databases.of(server, database.name()).withTimeout(TIMEOUT).withPool(POOL, 100));
        store.commit(put(ENVIRONMENT, "a", CONTENT));
    }

    @AfterEach
    void close() {
        server.resume();
        store.close();
    }

    @Test
    void load_serverKilledAndRestarted_isUnavailableAndComesBack() {
        server.kill();
        assertUnavailableInTime();
        assertUnavailableInTime();

        server.restart();

        assertThat(store.load(ENVIRONMENT)).isPresent();
    }

    @Test
    void commit_serverKilledAndRestarted_continuesTheNumbers() {
        server.kill();
        assertThat(changeFailure()).isExactlyInstanceOf(BackendUnavailable.class);

        server.restart();

        assertThat(store.committed(put(ENVIRONMENT, "a", CONTENT)).revision()).isEqualTo(new Revision(2));
    }

    @Test
    void load_serverRestartedInOrder_comesBackWithinACall() {
        server.restart();

        Await.until(SOON, "a load", () -> succeeds(loading()));
    }

    @Test
    void load_sessionEndedByAnAdministrator_isReplaced() {
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yardarm'");
        Await.until(SOON, "the end of the sessions", () -> sessions() == 0);

        Await.until(SOON, "a load", () -> succeeds(loading()));
    }

    @Test
    void load_serverHangsAndResumes_isUnavailableInTimeAndComesBack() {
        server.hang();
        assertUnavailableInTime();

        server.resume();

        assertThat(store.load(ENVIRONMENT)).isPresent();
    }

    @Test
    void use_serverHangsForManyCalls_leavesNeitherSessionsNorSocketsBehind() {
        store.load(ENVIRONMENT);
        long socketsBefore = OpenSockets.count();
        server.hang();
        for (int round = 0; round < 5; round++) {
            List<Future<Optional<EncodedSnapshot>>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(loading());
            }
            calls.forEach(call -> assertThat(succeeds(call)).isFalse());
        }
        Await.until(SOON, "the end of the sockets given up", () -> OpenSockets.count() < socketsBefore + POOL);

        server.resume();

        Await.until(SOON, "a load", () -> succeeds(loading()));
        Await.until(SOON, "the end of the sessions left", () -> sessions() <= POOL);
        Await.until(SOON, "the end of the sockets left", () -> OpenSockets.count() <= socketsBefore + POOL);
    }

    @Test
    void load_oneSessionHangs_itsSocketIsClosedAndItIsReplaced() throws Exception {
        String session = database.value("SELECT pid FROM pg_stat_activity WHERE application_name = 'yardarm' "
                + "AND datname = current_database()");
        long socketsBefore = OpenSockets.count();
        signal("STOP", session);
        try {
            assertUnavailableInTime();
            Await.until(SOON, "the end of the socket", () -> OpenSockets.count() == socketsBefore - 1);

            assertThat(store.load(ENVIRONMENT)).isPresent();
        } finally {
            signal("CONT", session);
        }
        Await.until(SOON, "the end of the session", () -> sessions() == 1);
    }

    @Test
    void commit_serverHangsAtTheBeginning_isNotFoundMadeAfterwards() {
        server.hang();
        List<Future<ChangeResult>> changes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            changes.add(store.start(asked -> asked.commit(put(ENVIRONMENT, "a", CONTENT))));
        }
        changes.forEach(change -> assertThat(failure(change)).isExactlyInstanceOf(BackendUnavailable.class));

        server.resume();

        Await.until(SOON, "a load", () -> succeeds(loading()));
        Await.until(SOON, "the end of the transactions", () -> openTransactions() == 0);
        assertThat(database.value("SELECT revision FROM yardarm.environments")).isEqualTo("1");
        assertThat(database.value("SELECT count(*) FROM yardarm.history")).isEqualTo("1");
    }

    @Test
    void commit_serverHangsInTheMiddle_isNotFoundMadeAfterwards() throws SQLException {
        // Of two seconds a call, so that the server hangs before it gives up on the lock.
        try (LoopedStore patient = new LoopedStore(Databases.of(server, database.name()));
                Connection other = lock("SELECT FROM yardarm.environments FOR UPDATE")) {
            Future<ChangeResult> change = patient.start(asked -> asked.commit(put(ENVIRONMENT, "a", CONTENT)));
            Await.until(TIMEOUT, "the change to wait", () -> openTransactions() == 1);
            server.hang();
            assertThat(failure(change)).isExactlyInstanceOf(BackendUnavailable.class);
            server.resume();
            other.rollback();
        }

        Await.until(SOON, "the end of the transaction", () -> openTransactions() == 0);
        assertThat(database.value("SELECT revision FROM yardarm.environments")).isEqualTo("1");
    }

    @Test
    void commit_connectionLostWhileCommitting_hasAnUnknownOutcome() {
        atCommit("PERFORM pg_terminate_backend(pg_backend_pid())");

        assertThat(changeFailure()).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void commit_notAnsweredInTime_hasAnUnknownOutcome() {
        atCommit("PERFORM pg_sleep(1)");

        assertThat(changeFailure()).isInstanceOf(OutcomeUnknown.class);
        // It may well be made, as this one is.
        Await.until(
                SOON,
                "the commit",
                () -> store.load(ENVIRONMENT).orElseThrow().revision().value() == 2);
    }

    @Test
    void commit_statementFails_isRolledBackAndItsConnectionUsedAgain() {
        database.execute("ALTER TABLE yardarm.history ADD CONSTRAINT nobody CHECK (revision < 2)");

        assertThat(changeFailure()).isInstanceOf(PgException.class).hasMessageContaining("nobody");

        assertThat(store.load(ENVIRONMENT).orElseThrow().revision()).isEqualTo(new Revision(1));
        assertThat(openTransactions()).isZero();
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void commit_environmentLockedForLongerThanOneWait_isMadeWhenItIsFree() throws SQLException {
        // Of two seconds a call, of which the server waits 400 ms for a lock.
        try (LoopedStore patient = new LoopedStore(Databases.of(server, database.name()));
                Connection other = lock("SELECT FROM yardarm.environments FOR UPDATE")) {
            Future<ChangeResult> change = patient.start(asked -> asked.commit(put(ENVIRONMENT, "a", CONTENT)));
            Await.until(SOON, "the first wait", () -> waitingBackends().size() == 1);
            String first = waitingBackends().get(0);
            Await.until(
                    SOON,
                    "the end of the first wait",
                    () -> change.isComplete() || !waitingBackends().contains(first));

            other.rollback();

            assertThat(succeeds(change)).isTrue();
        }
        assertThat(database.value("SELECT revision FROM yardarm.environments")).isEqualTo("2");
    }

    @Test
    void use_allConnectionsWaitForALock_isBusyInTimeAndComesBackWithThem() throws SQLException {
        try (Connection other = lock("SELECT FROM yardarm.environments FOR UPDATE")) {
            List<Future<ChangeResult>> changes = new ArrayList<>();
            for (int i = 0; i < 3 * POOL; i++) {
                changes.add(store.start(asked -> asked.commit(put(ENVIRONMENT, "a", CONTENT))));
            }
            long start = System.nanoTime();
            assertThat(store.loadFailure(ENVIRONMENT)).isInstanceOf(BackendBusy.class);
            assertThat(System.nanoTime() - start).isLessThan(BOUND.toNanos());
            changes.forEach(change -> assertThat(failure(change)).isInstanceOf(BackendBusy.class));
            other.rollback();
        }

        assertThat(store.committed(put(ENVIRONMENT, "a", CONTENT)).revision()).isEqualTo(new Revision(2));
        assertThat(sessions()).isLessThanOrEqualTo(POOL);
    }

    @Test
    void commit_moreAtOnceThanCanBeMadeInTime_isBusyAndKeepsTheConnections() {
        // 25 ms each, one after another: in time for no more than a few.
        atCommit("PERFORM pg_sleep(0.025)");
        Databases way =
                Databases.of(server, database.name()).withTimeout(TIMEOUT).withPool(2, 250);
        try (LoopedStore small = new LoopedStore(way)) {
            small.commit(put(ENVIRONMENT, "a", CONTENT));
            Loop.await(Future.join(
                    small.start(asked -> asked.commit(put(ENVIRONMENT, "a", CONTENT))),
                    small.start(asked -> asked.commit(put(ENVIRONMENT, "a", CONTENT)))));
            String before = database.value(PIDS);
            List<Future<ChangeResult>> changes = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                changes.add(small.start(asked -> asked.commit(put(ENVIRONMENT, "a", CONTENT))));
            }
            List<Future<ChangeResult>> refused =
                    changes.stream().filter(change -> !succeeds(change)).toList();

            assertThat(refused).hasSizeBetween(50, 299);
            refused.forEach(change -> assertThat(failure(change)).isInstanceOf(BackendBusy.class));
            assertThat(database.value(PIDS)).isEqualTo(before);
        }
    }

    @Test
    void use_moreCallsThanMayWait_areRefusedAtOnce() throws SQLException {
        Databases way = Databases.of(server, database.name()).withPool(1, 2);
        try (LoopedStore small = new LoopedStore(way);
                Connection other = lock("LOCK TABLE yardarm.flags")) {
            List<Future<Optional<EncodedSnapshot>>> calls = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                calls.add(small.start(asked -> asked.load(ENVIRONMENT, Revision.NONE, Optional.empty())));
            }
            Throwable refused = failure(calls.get(9));

            assertThat(refused).isInstanceOf(BackendBusy.class).hasMessage("too many calls wait for a connection");
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofSeconds(1).toNanos());
            other.rollback();
            assertThat(succeeds(calls.get(0))).isTrue();
        }
    }

    @Test
    void load_tableLocked_isUnavailableAndTheConnectionIsKept() throws SQLException {
        try (Connection other = lock("LOCK TABLE yardarm.flags")) {
            assertThat(store.loadFailure(ENVIRONMENT)).hasMessage("statement refused with SQLSTATE 55P03");
            other.rollback();
        }
        assertThat(store.load(ENVIRONMENT)).isPresent();
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void load_statementTakesTooLong_isCancelledByTheServer() {
        database.execute("""
                ALTER TABLE yardarm.flags RENAME TO slow_flags;
                CREATE VIEW yardarm.flags AS SELECT f.* FROM yardarm.slow_flags f, pg_sleep(60)""");

        assertThat(store.loadFailure(ENVIRONMENT)).hasMessage("statement refused with SQLSTATE 57014");
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void load_schemaNotThereYet_isUnavailableUntilItIs() {
        PostgresDatabase empty = server.createDatabase(database.name() + "_empty");
        try (LoopedStore early = new LoopedStore(Databases.of(server, empty.name()))) {
            assertThat(early.loadFailure(ENVIRONMENT))
                    .isInstanceOf(BackendUnavailable.class)
                    .hasMessage("statement refused with SQLSTATE 42P01");
            try (Loop loop = new Loop()) {
                loop.await(() -> new SchemaMigration(
                                loop.vertx(), Databases.of(server, empty.name()).config())
                        .ensureCurrent());
            }

            assertThat(early.load(ENVIRONMENT)).isEmpty();
        }
    }

    @Test
    void load_columnMissing_staysTheBugThatItIs() {
        database.execute("ALTER TABLE yardarm.flags RENAME COLUMN description TO words");

        assertThat(store.loadFailure(ENVIRONMENT)).isInstanceOf(PgException.class);
    }

    @Test
    void close_serverHangs_endsInTime() {
        server.hang();
        long start = System.nanoTime();
        Future<Optional<EncodedSnapshot>> call = loading();

        Loop.await(store.start(PostgresFlagStore::close));

        assertThat(System.nanoTime() - start).isLessThan(BOUND.toNanos());
        assertThat(failure(call)).isInstanceOf(BackendUnavailable.class);
    }

    @Test
    void load_afterClose_isUnavailable() {
        Loop.await(store.start(PostgresFlagStore::close));

        assertUnavailableInTime();
        Await.until(SOON, "the end of the sessions", () -> sessions() == 0);
    }

    private Future<Optional<EncodedSnapshot>> loading() {
        return store.start(asked -> asked.load(ENVIRONMENT, Revision.NONE, Optional.empty()));
    }

    private Throwable changeFailure() {
        return store.failureOf(asked -> asked.commit(put(ENVIRONMENT, "a", CONTENT)));
    }

    private void assertUnavailableInTime() {
        long start = System.nanoTime();
        assertThat(store.loadFailure(ENVIRONMENT)).isExactlyInstanceOf(BackendUnavailable.class);
        assertThat(System.nanoTime() - start).isLessThan(BOUND.toNanos());
    }

    /** Runs PL/pgSQL within each COMMIT that has changed a flag. */
    private void atCommit(String statement) {
        database.execute("CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + statement
                + "; RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE ON yardarm.flags "
                + "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()");
    }

    /** A session of somebody else that holds a lock until it is rolled back. */
    private Connection lock(String sql) throws SQLException {
        Connection connection = DriverManager.getConnection(database.jdbcUrl());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return connection;
    }

    private long sessions() {
        return Long.parseLong(database.value(SESSIONS));
    }

    private long openTransactions() {
        return Long.parseLong(database.value(SESSIONS + " AND xact_start IS NOT NULL"));
    }

    /** Each by its session and the beginning of its transaction. */
    private List<String> waitingBackends() {
        return database
                .query(
                        "SELECT pid || ' ' || xact_start AS wait FROM pg_stat_activity WHERE application_name = 'yardarm' "
                                + "AND datname = current_database() AND wait_event_type = 'Lock'")
                .stream()
                .map(row -> String.valueOf(row.get("wait")))
                .toList();
    }

    /** To a child of the server: one session. */
    private static void signal(String name, String pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static boolean succeeds(Future<?> call) {
        return Loop.await(call.transform(result -> Future.succeededFuture(result.succeeded())));
    }

    private static <T> Throwable failure(Future<T> call) {
        return Loop.await(call.transform(result -> result.failed()
                ? Future.succeededFuture(result.cause())
                : Future.failedFuture(new AssertionError("did not fail: " + result.result()))));
    }
}
