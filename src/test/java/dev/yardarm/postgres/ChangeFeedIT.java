package dev.yardarm.postgres;

import static dev.yardarm.postgres.LoopedStore.CONTENT;
import static dev.yardarm.postgres.LoopedStore.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.DatabaseConfig.SslMode;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.Certificates;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.PostgresServer.Encryption;
import dev.yardarm.fixture.PostgresServer.Options;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.postgres.RecordedChanges.AllHeard;
import dev.yardarm.postgres.RecordedChanges.Heard;
import dev.yardarm.postgres.RecordedChanges.State;
import dev.yardarm.postgres.RecordedChanges.WentBack;
import dev.yardarm.read.ChangeListener.Source;
import dev.yardarm.read.FeedState;
import dev.yardarm.write.ChangeResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes are heard, whatever becomes of the server and of the way to it; and what may not have been heard is said. */
class ChangeFeedIT {
    private static final Environment ENVIRONMENT = new Environment("production");
    private static final Environment OTHER = new Environment("staging");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration SHORT_TICK = Duration.ofMillis(100);
    /** A second, and what a busy machine may add to it. */
    private static final Duration NOTICED = Duration.ofMillis(2500);

    private static final String SESSIONS =
            "FROM pg_stat_activity WHERE application_name = 'yardarm-feed' " + "AND datname = current_database()";

    private static final String CUT = "SELECT pg_terminate_backend(pid) " + SESSIONS;

    private static PostgresServer server;
    private static int databases;

    private PostgresDatabase database;
    private Databases direct;
    private TcpProxy proxy;
    private Databases way;
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
    void beginWithOneChange() {
        databases++;
        database = Databases.migrated(server, "feed_" + databases);
        direct = Databases.of(server, database.name());
        proxy = TcpProxy.to("127.0.0.1", server.port());
        way = direct.withPort(proxy.port()).withTimeout(TIMEOUT);
        store = new LoopedStore(direct.withTimeout(SOON));
        change(ENVIRONMENT);
    }

    @AfterEach
    void close() {
        server.resume();
        store.close();
        proxy.close();
    }

    @Test
    void open_changesMadeBefore_areHeardBeforeItIsConnected() {
        change(OTHER);
        try (LoopedFeed feed = connected(way)) {
            List<RecordedChanges.Event> events = feed.told().events();
            assertThat(events).hasSize(4);
            assertThat(events.subList(0, 2))
                    .allSatisfy(event -> assertThat(event).isInstanceOfSatisfying(Heard.class, heard -> {
                        assertThat(heard.revision()).isEqualTo(new Revision(1));
                        assertThat(heard.source()).isEqualTo(Source.RESYNC);
                    }));
            assertThat(events.get(2)).isEqualTo(new AllHeard(Source.RESYNC));
            assertThat(events.get(3)).isInstanceOf(State.class);
        }
    }

    @Test
    void notified_changesCommitted_areHeardWithinMilliseconds() {
        try (LoopedFeed feed = connected(way)) {
            List<Long> micros = new ArrayList<>();
            for (int i = 0; i < 101; i++) {
                long revision = change(ENVIRONMENT);
                long committedNanos = System.nanoTime();
                awaitHeard(feed, ENVIRONMENT, revision, Source.FEED);
                micros.add((heardNanos(feed, revision) - committedNanos) / 1000);
            }
            micros.sort(null);

            assertThat(micros.get(50))
                    .as("median of %s in microseconds", micros)
                    .isLessThan(50_000);
        }
    }

    @Test
    void serverKilledAndRestarted_changesMadeWhileAway_areHeardByTheResynchronization() {
        try (LoopedFeed feed = connected(way)) {
            Instant before = Instant.now();
            server.kill();
            proxy.refuse();
            awaitAway(feed);
            assertThat(feed.state().since()).isBefore(Instant.now());
            assertThat(feed.state().since()).isAfter(before.minus(NOTICED));
            server.restart();
            change(ENVIRONMENT);
            long revision = change(ENVIRONMENT);

            proxy.pass();

            awaitHeard(feed, ENVIRONMENT, revision, Source.RESYNC);
            awaitConnected(feed);
            awaitHeard(feed, ENVIRONMENT, change(ENVIRONMENT), Source.FEED);
        }
    }

    @Test
    void serverHangs_noticedInTime_isConnectedAgainWhenItResumes() {
        try (LoopedFeed feed = connected(way)) {
            server.hang();
            Instant hung = Instant.now();
            awaitAway(feed);
            assertNoticedInTime(feed, hung);

            server.resume();

            awaitConnected(feed);
            awaitHeard(feed, ENVIRONMENT, change(ENVIRONMENT), Source.FEED);
            Await.until(SOON, "the end of the session given up", () -> sessions() == 1);
        }
    }

    @Test
    void connectionFallsSilent_noticedInTime_changesMeanwhileAreHeardByTheResynchronization() {
        try (LoopedFeed feed = connected(way)) {
            proxy.blackHole();
            Instant silent = Instant.now();
            long revision = change(ENVIRONMENT);
            awaitAway(feed);
            assertNoticedInTime(feed, silent);
            assertThat(feed.told().highest(ENVIRONMENT)).isEqualTo(new Revision(1));

            proxy.pass();

            awaitHeard(feed, ENVIRONMENT, revision, Source.RESYNC);
            awaitConnected(feed);
        }
    }

    @Test
    void open_serverAcceptsAndIsSilent_givesAttemptsUpAndConnectsWhenItAnswers() {
        proxy.blackHole();
        long socketsBefore = OpenSockets.count();
        try (LoopedFeed feed = new LoopedFeed(way.withTimeout(Duration.ofMillis(200)))) {
            // Until the fault ends, the proxy keeps both its ends of what the feed has given up.
            Await.until(SOON, "several attempts", () -> proxy.connections() >= 6);
            long sockets = OpenSockets.count();
            assertThat(sockets).isLessThan(socketsBefore + 3L * proxy.connections());
            assertThat(feed.isConnected()).isFalse();

            proxy.pass();

            awaitConnected(feed);
            Await.until(SOON, "the end of the attempts given up", () -> proxy.connections() == 1 && sessions() == 1);
        }
    }

    @Test
    void sessionEndedByAnAdministrator_isReplacedAtOnce() {
        try (LoopedFeed feed = connected(way)) {
            for (int times = 1; times <= 3; times++) {
                int losses = times;
                database.execute(CUT);
                Await.until(SOON, "the loss", () -> feed.told().losses() == losses);
                awaitConnected(feed);
            }
            awaitHeard(feed, ENVIRONMENT, change(ENVIRONMENT), Source.FEED);
            assertThat(sessions()).isEqualTo(1);
        }
    }

    @Test
    void tick_notificationLost_findsTheChange() {
        try (LoopedFeed feed = new LoopedFeed(way, direct, SHORT_TICK)) {
            awaitConnected(feed);
            database.execute("UPDATE yardarm.environments SET revision = 5");

            awaitHeard(feed, ENVIRONMENT, 5, Source.TICK);
            assertThat(feed.isConnected()).isTrue();
            assertThat(feed.told().all(WentBack.class)).isEmpty();
        }
    }

    @Test
    void tick_feedCannotBeConnected_tellsTheRevisionsAllTheSame() {
        proxy.refuse();
        try (LoopedFeed feed = new LoopedFeed(way, direct, SHORT_TICK)) {
            awaitHeard(feed, ENVIRONMENT, change(ENVIRONMENT), Source.TICK);

            assertThat(feed.isConnected()).isFalse();
            assertThat(feed.told().events()).contains(new AllHeard(Source.TICK));
        }
    }

    @Test
    void tick_databaseAway_goesOnWhenItIsBack() {
        try (LoopedFeed feed = new LoopedFeed(way, way, SHORT_TICK)) {
            awaitConnected(feed);
            server.kill();
            awaitAway(feed);
            server.restart();
            awaitConnected(feed);
            database.execute("UPDATE yardarm.environments SET revision = 5");

            Await.until(
                    SOON, "the revision", () -> feed.told().highest(ENVIRONMENT).equals(new Revision(5)));
        }
    }

    @Test
    void resynchronized_databaseWentBackWhileAway_isToldAsSuch() {
        change(ENVIRONMENT);
        change(OTHER);
        long heard = change(ENVIRONMENT);
        try (LoopedFeed feed = connected(way)) {
            proxy.refuse();
            database.execute(CUT);
            awaitAway(feed);
            database.execute("DELETE FROM yardarm.history WHERE environment = 'production' AND revision > 1;"
                    + "UPDATE yardarm.environments SET revision = 1 WHERE name = 'production'");

            proxy.pass();
            awaitConnected(feed);

            assertThat(feed.told().all(WentBack.class))
                    .containsExactly(new WentBack(ENVIRONMENT, new Revision(heard), new Revision(1), Source.RESYNC));
            assertThat(feed.told().hasHeard(ENVIRONMENT, 1, Source.RESYNC)).isFalse();
            Await.until(SOON, "another reading", () -> feed.told().events().contains(new AllHeard(Source.TICK)));
            awaitHeard(feed, ENVIRONMENT, change(ENVIRONMENT), Source.FEED);
        }
    }

    @Test
    void tick_environmentGone_isToldAsBackAtNothing() {
        long heard = change(OTHER);
        try (LoopedFeed feed = new LoopedFeed(way, direct, SHORT_TICK)) {
            awaitHeard(feed, OTHER, heard, Source.RESYNC);
            database.execute("DELETE FROM yardarm.flags WHERE environment = 'staging';"
                    + "DELETE FROM yardarm.history WHERE environment = 'staging';"
                    + "DELETE FROM yardarm.environments WHERE name = 'staging'");

            WentBack gone = new WentBack(OTHER, new Revision(heard), Revision.NONE, Source.TICK);
            Await.until(SOON, "the fall", () -> feed.told().events().contains(gone));
            awaitHeard(feed, OTHER, change(OTHER), Source.FEED);
            assertThat(feed.told().all(WentBack.class)).containsExactly(gone);
        }
    }

    @Test
    void notified_nonsenseAndLies_doNoHarm() {
        try (LoopedFeed feed = new LoopedFeed(way, direct, SHORT_TICK)) {
            awaitConnected(feed);
            database.execute("NOTIFY yardarm_changes; NOTIFY yardarm_changes, 'nonsense';"
                    + "SELECT pg_notify('yardarm_changes', repeat('{', 7999));"
                    + "SELECT pg_notify('yardarm_changes', '{\"environment\":\"none\",\"revision\":9}')");

            // Said once, and taken back by the next reading.
            awaitHeard(feed, new Environment("none"), 9, Source.FEED);
            WentBack lie = new WentBack(new Environment("none"), new Revision(9), Revision.NONE, Source.TICK);
            Await.until(SOON, "the end of the lie", () -> feed.told().events().contains(lie));
            awaitHeard(feed, ENVIRONMENT, change(ENVIRONMENT), Source.FEED);
            assertThat(feed.told().losses()).isZero();
        }
    }

    @Test
    void open_always_tellsThatTheMigrationMayHaveChanged() {
        try (LoopedFeed feed = connected(way)) {
            Await.until(SOON, "the first word of the migration", () -> feed.migrationChanges() == 1);

            database.execute(CUT);

            Await.until(SOON, "the second", () -> feed.migrationChanges() == 2);
            assertThat(feed.told().connections()).isEqualTo(2);
        }
    }

    @Test
    void notified_ofTheMigration_isToldByItsChannelWhateverItSays() {
        try (LoopedFeed feed = connected(way)) {
            Await.until(SOON, "the first word of the migration", () -> feed.migrationChanges() == 1);

            database.execute("NOTIFY yardarm_migration, '7'; NOTIFY yardarm_migration;"
                    + "SELECT pg_notify('yardarm_migration', '{\"environment\":\"none\",\"revision\":9}')");
            awaitHeard(feed, ENVIRONMENT, change(ENVIRONMENT), Source.FEED);

            assertThat(feed.migrationChanges()).isEqualTo(4);
            assertThat(feed.told().all(Heard.class))
                    .extracting(Heard::environment)
                    .containsOnly(ENVIRONMENT);
        }
    }

    @Test
    void open_changeWhileTheRevisionsAreRead_isHeard() {
        database.execute("ALTER TABLE yardarm.environments RENAME TO real_environments;"
                + "CREATE VIEW yardarm.environments AS SELECT e.* FROM yardarm.real_environments e, pg_sleep(1)");
        try (LoopedFeed feed = new LoopedFeed(way.withTimeout(SOON))) {
            Await.until(
                    SOON,
                    "the reading",
                    () -> database.value("SELECT count(*) " + SESSIONS + " AND wait_event = 'PgSleep'")
                            .equals("1"));
            database.execute("UPDATE yardarm.real_environments SET revision = 2;"
                    + "SELECT pg_notify('yardarm_changes', '{\"environment\":\"production\",\"revision\":2}')");

            awaitConnected(feed);

            assertThat(feed.told().hasHeard(ENVIRONMENT, 1, Source.RESYNC)).isTrue();
            awaitHeard(feed, ENVIRONMENT, 2, Source.FEED);
        }
    }

    @Test
    void open_schemaNotThereYet_connectsWhenItIs() {
        PostgresDatabase empty = server.createDatabase(database.name() + "_empty");
        Databases early = Databases.of(server, empty.name());
        try (LoopedFeed feed = new LoopedFeed(early)) {
            try (Loop loop = new Loop()) {
                loop.await(() -> new SchemaMigration(loop.vertx(), early.config()).ensureCurrent());
            }
            awaitConnected(feed);
            assertThat(feed.told().all(Heard.class)).isEmpty();
        }
    }

    @Test
    void close_connected_leavesNothingOpen() {
        LoopedFeed feed = connected(direct);
        assertThat(sessions()).isEqualTo(1);
        long socketsBefore = OpenSockets.count();

        feed.closeFeed();

        assertThat(feed.isConnected()).isFalse();
        Await.until(SOON, "the end of the session", () -> sessions() == 0);
        Await.until(SOON, "the end of the sockets", () -> OpenSockets.count() == socketsBefore - 1);
        int told = feed.told().events().size();
        change(ENVIRONMENT);
        feed.close();
        assertThat(feed.told().events()).hasSize(told);
    }

    @Test
    void close_serverHangs_endsInTimeAndLeavesNothingOpen() {
        try (LoopedFeed feed = connected(direct.withTimeout(TIMEOUT))) {
            long socketsBefore = OpenSockets.count();
            server.hang();
            long start = System.nanoTime();

            feed.closeFeed();

            assertThat(System.nanoTime() - start).isLessThan(NOTICED.toNanos());
            Await.until(SOON, "the end of the sockets", () -> OpenSockets.count() == socketsBefore - 1);
        }
        server.resume();
        Await.until(SOON, "the end of the session", () -> sessions() == 0);
    }

    @Test
    void close_whileItCannotConnect_triesNoMore() {
        proxy.reset();
        try (LoopedFeed feed = new LoopedFeed(way)) {
            feed.closeFeed();
            proxy.pass();
            feed.awaitSeveralPauses();

            assertThat(feed.told().events()).isEmpty();
            Await.until(SOON, "the end of the attempts", () -> proxy.connections() == 0 && sessions() == 0);
        }
    }

    @Test
    void changes_manyAtOnceWithRandomCuts_areAllHeardInTheEnd() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (LoopedFeed feed = connected(way)) {
            List<Future<Long>> writers = IntStream.range(0, 8)
                    .mapToObj(writer -> changes(writer % 2 == 0 ? ENVIRONMENT : OTHER, 25))
                    .toList();
            Future<?> all = Future.all(writers);
            int cuts = 0;
            while (!all.isComplete()) {
                cut(random.nextInt(3));
                cuts++;
                awaitConnected(feed);
            }
            Loop.await(all);

            assertThat(cuts).as("seed %d", seed).isGreaterThan(2);
            Await.until(
                    SOON,
                    () -> "the last revisions, seed " + seed,
                    () -> feed.told().highest(ENVIRONMENT).equals(new Revision(101))
                            && feed.told().highest(OTHER).equals(new Revision(100)));
            assertThat(feed.told().all(WentBack.class)).isEmpty();
            assertThat(feed.told().threads()).isEqualTo(1);
            Await.until(SOON, "the end of the sessions lost", () -> sessions() == 1);
        }
    }

    @Test
    void open_passwordAndTlsVerified_connects() {
        Options options = Options.DEFAULT.withEncryption(Encryption.REQUIRED).withPassword("keeper", "p@ss:w/ord");
        try (PostgresServer secured = PostgresServer.start(options)) {
            Databases.migrated(secured, "flags");
            secured.database("flags")
                    .execute("GRANT USAGE ON SCHEMA yardarm TO keeper;"
                            + "GRANT SELECT ON yardarm.environments TO keeper");
            Databases right = Databases.of(secured, "flags")
                    .withUser("keeper", "p@ss:w/ord")
                    .withSsl(SslMode.VERIFY_FULL, Optional.of(Certificates.authority()));
            try (LoopedFeed feed = connected(right);
                    LoopedFeed wrong = new LoopedFeed(right.withUser("keeper", "another"));
                    LoopedFeed unknown =
                            new LoopedFeed(right.withSsl(SslMode.VERIFY_FULL, Optional.of(Certificates.stranger())))) {
                assertThat(secured.database("flags")
                                .value("SELECT string_agg(s.ssl::text, ',') FROM pg_stat_ssl s JOIN pg_stat_activity "
                                        + "USING (pid) WHERE application_name = 'yardarm-feed' AND state = 'idle'"))
                        .isEqualTo("true");
                Await.until(SOON, "refusals", () -> secured.log().split("password authentication failed").length > 3);
                assertThat(feed.isConnected()).isTrue();
                assertThat(wrong.isConnected()).isFalse();
                assertThat(unknown.isConnected()).isFalse();
            }
        }
    }

    /** Of the feed alone: the writers have their own way. */
    private void cut(int kind) {
        switch (kind) {
            case 0 -> database.execute(CUT);
            case 1 -> {
                proxy.reset();
                proxy.pass();
            }
            default -> {
                proxy.refuse();
                database.execute(CUT);
                proxy.pass();
            }
        }
    }

    private Future<Long> changes(Environment environment, int count) {
        Future<Long> last = Future.succeededFuture(0L);
        for (int i = 0; i < count; i++) {
            last = last.compose(before -> store.start(asked -> asked.commit(put(environment, "a", CONTENT))))
                    .map(ChangeFeedIT::revision);
        }
        return last;
    }

    private long change(Environment environment) {
        return revision(store.commit(put(environment, "a", CONTENT)));
    }

    private static long revision(ChangeResult result) {
        return ((ChangeResult.Committed) result).revision().value();
    }

    private static LoopedFeed connected(Databases way) {
        LoopedFeed feed = new LoopedFeed(way);
        awaitConnected(feed);
        return feed;
    }

    /** The state is told after it is there. */
    private static void awaitConnected(LoopedFeed feed) {
        Await.until(
                SOON,
                "the feed",
                () -> feed.isConnected()
                        && feed.told().connections() > feed.told().losses());
    }

    private static void awaitAway(LoopedFeed feed) {
        Await.until(
                SOON,
                "the loss",
                () -> !feed.isConnected()
                        && feed.told().connections() == feed.told().losses());
    }

    private static void awaitHeard(LoopedFeed feed, Environment environment, long revision, Source source) {
        Await.until(
                SOON,
                () -> "revision " + revision + " by " + source + " among "
                        + feed.told().events(),
                () -> feed.told().hasHeard(environment, revision, source));
    }

    private static long heardNanos(LoopedFeed feed, long revision) {
        return feed.told()
                .all(Heard.class)
                .filter(heard -> heard.revision().value() == revision)
                .findFirst()
                .orElseThrow()
                .atNanos();
    }

    /** Noticed within a second; and what it says of the time before is true. */
    private static void assertNoticedInTime(LoopedFeed feed, Instant fault) {
        assertThat(Instant.now()).isBefore(fault.plus(NOTICED));
        assertThat(feed.state()).isInstanceOf(FeedState.Away.class);
        assertThat(feed.state().since()).isBetween(fault.minus(NOTICED), fault);
    }

    private long sessions() {
        return Long.parseLong(database.value("SELECT count(*) " + SESSIONS));
    }
}
