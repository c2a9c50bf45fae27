package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.local.SampleFlags;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two gateways move from a single Redis to a cluster and back, under 100 connections: no answer but 200, whatever fails
 * meanwhile, and the plan judges what the cluster does.
 */
@Tag("alone")
class MigrationIT {
    private static final String KEY = "feature_flags:production";
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Between an instruction and its being in force on all gateways. */
    private static final Duration TAKEN_UP = Duration.ofSeconds(1);

    private static final Duration TAKEN_BACK = Duration.ofSeconds(5);

    /** To which the shares are kept, measured at the servers. */
    private static final double POINTS = 0.02;

    /** What stands in the way while the cluster is not whole. */
    private static final Set<String> CLUSTER = Set.of("cluster-not-ok", "slots-uncovered", "node-down");

    private static final String LONG_PLAN = plan("[0.1, 0.5, 1.0]", "600s", "100ms");

    private static PostgresServer postgres;
    private static RedisServer single;
    private static RedisCluster cluster;
    private static PostgresDatabase database;
    private static LiveGateway first;
    private static LiveGateway second;

    private final List<HttpLoad> loads = new ArrayList<>();

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
        single = RedisServer.start();
        cluster = RedisCluster.start();
        database = postgres.createDatabase("migration");
        first = LiveGateway.start(environment()).awaitReady().withSamples(100);
        second = LiveGateway.start(environment()).awaitReady();
    }

    private static Map<String, String> environment() {
        return Map.of("DATABASE_URL", database.url(), "REDIS_URL", single.url(), "REDIS_CLUSTER_URL", cluster.url());
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        cluster.close();
        single.close();
        postgres.close();
    }

    @BeforeEach
    void begin() {
        Await.until(SOON, "an instruction is taken", () -> migrate("{\"clusterShare\": 0}") == 200);
        Await.until(
                SOON,
                SOON.dividedBy(1_000),
                () -> "both caches answer: " + first.migration(),
                () -> isReady(first) && isReady(second));
        for (LiveGateway gateway : List.of(first, second)) {
            loads.add(gateway.load(SampleFlags.key(0), SampleFlags.key(1), SampleFlags.key(2)));
        }
        awaitReads(500);
    }

    /** Both caches are in order, and used again by all event loops. */
    private static boolean isReady(LiveGateway gateway) {
        boolean isClusterOk = gateway.migration().getJsonArray("obstacles").stream()
                .map(obstacle -> ((JsonObject) obstacle).getString("kind"))
                .noneMatch(CLUSTER::contains);
        return isClusterOk
                && gateway.metric("circuit_breaker_state{backend=\"redis\"}") == 0
                && LiveGateway.cacheStatus(gateway.read(SampleFlags.key(0))).equals("redis; hit");
    }

    @AfterEach
    void end() {
        for (HttpLoad load : loads) {
            LoadReport report = load.stop();
            System.out.println("migration: " + report.summary());
            assertThat(report.otherThanOk()).isEmpty();
        }
    }

    private static int migrate(String body) {
        return first.migrate(body).statusCode();
    }

    private static String plan(String steps, String hold, String maxP95) {
        return """
                {"plan": {"steps": %s, "hold": "%s", "maxErrorRate": 0.05, "minHitRate": 0.8, "maxP95": "%s"}}""".formatted(steps, hold, maxP95);
    }

    private void awaitReads(int more) {
        int before = reads();
        Await.until(SOON, more + " reads", () -> reads() >= before + more);
    }

    private int reads() {
        return loads.stream().mapToInt(load -> load.soFar().count()).sum();
    }

    private static double share(LiveGateway gateway) {
        return gateway.metric("cache_migration_share");
    }

    /** Returns how long it took. */
    private static Duration awaitShare(double share) {
        long began = System.nanoTime();
        Await.until(SOON, "a share of " + share, () -> share(first) == share && share(second) == share);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** None while the database is away. */
    private static @Nullable String phase() {
        return second.migration().getString("phase");
    }

    private static void awaitPhase(String phase) {
        Await.until(Duration.ofSeconds(30), "the plan is " + phase, () -> phase.equals(phase()));
    }

    /** The last entry of the history. */
    private static JsonObject latest() {
        JsonArray history = second.migration().getJsonArray("history");
        return history.getJsonObject(0);
    }

    private static long readsOfCluster() {
        return cluster.nodes().stream().mapToLong(cluster::readsOf).sum();
    }

    private static long readsOfSingle() {
        return String.valueOf(single.command("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_hmget:") || line.startsWith("cmdstat_hgetall:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("^[^=]*=([0-9]+),.*", "$1")))
                .sum();
    }

    @Test
    void share_setByHand_isKeptAtTheServersAndTakenBack() {
        for (double share : List.of(0.1, 0.5, 1.0, 0.0)) {
            assertThat(migrate("{\"clusterShare\": " + share + "}")).isEqualTo(200);
            Duration took = awaitShare(share);
            cluster.resetStats();
            single.command("CONFIG", "RESETSTAT");
            awaitReads(2_500);
            long ofCluster = readsOfCluster();
            double measured = (double) ofCluster / (ofCluster + readsOfSingle());

            System.out.printf(
                    "migration: share %.2f in force after %d ms, measured %.4f%n", share, took.toMillis(), measured);
            assertThat(took).isLessThan(TAKEN_UP);
            assertThat(measured).isCloseTo(share, within(POINTS));
        }
    }

    @Test
    void share_ofAGatewayThatStarts_isTheSame() {
        migrate("{\"clusterShare\": 0.5}");
        awaitShare(0.5);

        try (LiveGateway third = LiveGateway.start(environment())) {
            Await.until(SOON, "the share", () -> share(third) == 0.5);
        }
    }

    @Test
    void plan_ofAGoodCluster_endsWithAllReadsThere() {
        assertThat(migrate(plan("[0.1, 0.5, 1.0]", "1s", "250ms"))).isEqualTo(200);

        awaitPhase("completed");

        awaitShare(1);
        JsonArray history = second.migration().getJsonArray("history");
        assertThat(history.stream()
                        .limit(4)
                        .map(entry -> ((JsonObject) entry).getDouble("clusterShare"))
                        .toList())
                .containsExactly(1.0, 1.0, 0.5, 0.1);
        assertThat(latest().getJsonObject("to").getLong("operations")).isGreaterThanOrEqualTo(100);
        assertThat(latest().getJsonObject("to").getDouble("hitRate")).isGreaterThan(0.8);
    }

    @Test
    void plan_whoseBoundIsMissed_isTakenBackWithTheReason() {
        assertThat(migrate(plan("[0.5, 1.0]", "60s", "250ms").replace("0.8", "1.0")))
                .isEqualTo(200);
        awaitShare(0.5);
        awaitReads(500);

        cluster.primaryOf(KEY).command("DEL", KEY);

        awaitPhase("rolled-back");
        awaitShare(0);
        assertThat(latest().getString("reason")).startsWith("hit rate");
        assertThat(first.metric("cache_migration_rollbacks_total")).isPositive();
    }

    @Test
    void cluster_hungInTheMiddleOfAStep_isTakenBack() {
        assertThat(migrate(LONG_PLAN)).isEqualTo(200);
        awaitShare(0.1);
        awaitReads(1_000);

        long began = System.nanoTime();
        cluster.hangAll();
        try {
            awaitPhase("rolled-back");
            awaitShare(0);
            System.out.printf(
                    "migration: taken back %d ms after the cluster hung%n",
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TAKEN_BACK);
            assertThat(latest().getString("reason")).startsWith("error rate");
            awaitReads(1_000);
        } finally {
            cluster.resumeAll();
        }
        cluster.settle();
    }

    @Test
    void cluster_losesAZone_failsNoRead() {
        assertThat(migrate(LONG_PLAN)).isEqualTo(200);
        awaitShare(0.1);
        awaitReads(500);

        String zone = cluster.primaryOf(KEY).zone();
        cluster.loseZone(zone, RedisCluster.Loss.KILL);
        awaitReads(1_500);
        cluster.restoreZone(zone);
        cluster.settle();

        assertThat(List.of("running", "rolled-back")).contains(String.valueOf(phase()));
    }

    @Test
    void single_diesAtHalf_isNotMissed() {
        migrate("{\"clusterShare\": 0.5}");
        awaitShare(0.5);
        awaitReads(500);

        single.kill();
        awaitReads(3_000);
        single.restartEmpty();
        awaitReads(1_000);

        assertThat(share(first)).isEqualTo(0.5);
    }

    @Test
    void database_awayInTheMiddleOfAStep_leavesTheShare() {
        assertThat(migrate(plan("[0.5, 1.0]", "2s", "250ms"))).isEqualTo(200);
        awaitShare(0.5);

        postgres.kill();
        awaitReads(3_000);
        assertThat(share(first)).isEqualTo(0.5);
        assertThat(share(second)).isEqualTo(0.5);
        postgres.restart();

        awaitPhase("completed");
    }

    /** Whether somebody does; the table comes with the gateway. */
    private static boolean leads(PostgresDatabase database) {
        return database.value("select count(*) from pg_tables where tablename = 'cache_migration_driver'")
                        .equals("1")
                && database.value("select count(*) from yardarm.cache_migration_driver")
                        .equals("1");
    }

    @Test
    void driver_killedInTheMiddleOfAStep_isFollowedByAnother() {
        PostgresDatabase own = postgres.createDatabase("driver");
        Map<String, String> environment =
                Map.of("DATABASE_URL", own.url(), "REDIS_URL", single.url(), "REDIS_CLUSTER_URL", cluster.url());
        try (GatewayProcess driver = GatewayProcess.start(environment)) {
            Await.until(Duration.ofSeconds(30), "it leads", () -> leads(own));
            try (LiveGateway other = LiveGateway.start(environment)) {
                other.awaitReady();
                assertThat(other.migrate(plan("[0.1, 1.0]", "2s", "250ms")).statusCode())
                        .isEqualTo(200);
                driver.kill();
                long began = System.nanoTime();

                Await.until(
                        Duration.ofSeconds(30),
                        "the next step",
                        () -> other.migration().getDouble("clusterShare") == 1.0);

                Duration took = Duration.ofNanos(System.nanoTime() - began);
                System.out.println("migration: next step " + took.toMillis() + " ms after the driver was killed");
                assertThat(took).isLessThan(Duration.ofSeconds(5));
            }
        }
    }
}
