package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.local.SampleFlags;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateways that answer from their own memory, and what makes them ask. */
class NearCacheIT {
    private static final String KEY = SampleFlags.key(0);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CHANGES = 100;

    /** What of the log tells that an environment was read whole. */
    private static final Pattern LOAD = Pattern.compile("LEFT JOIN yardarm.flags");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final PostgresServer postgres =
            open(PostgresServer.start(PostgresServer.Options.DEFAULT.withSetting("log_statement", "all")));
    private final PostgresDatabase database = postgres.createDatabase("flags");
    private final RedisServer redis = open(RedisServer.start());
    private final LiveGateway first = gateway();

    @BeforeEach
    void fill() {
        first.awaitReady().withSamples(120);
        awaitNear(first);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void reads_ofWhatIsInMemory_askNobody() {
        long loads = loads();
        double redisReads = first.metric("cache_requests_total{cache=\"redis\",result=\"hit\"}");

        for (int i = 0; i < 120; i++) {
            assertThat(LiveGateway.cacheStatus(first.read(SampleFlags.key(i)))).isEqualTo("near; hit");
        }

        assertThat(LiveGateway.cacheStatus(first.get(LiveGateway.FLAGS))).isEqualTo("near; hit");
        assertThat(first.metric("cache_requests_total{cache=\"redis\",result=\"hit\"}"))
                .isEqualTo(redisReads);
        assertThat(loads()).isEqualTo(loads);
        assertThat(first.metric("flag_reads_total{source=\"near\"}")).isGreaterThanOrEqualTo(121);
    }

    @Test
    void reads_ofEnvironmentsThatDoNotExist_askNobody() {
        long loads = loads();
        double redisMisses = first.metric("cache_requests_total{cache=\"redis\",result=\"miss\"}");

        for (int i = 0; i < 100; i++) {
            HttpResponse<String> answer = first.get(LiveGateway.FLAGS + "/" + KEY + "?environment=made-up-" + i);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(LiveGateway.cacheStatus(answer)).isEqualTo("near; hit");
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        }

        assertThat(first.get(LiveGateway.FLAGS + "?environment=made-up").statusCode())
                .isEqualTo(404);
        assertThat(first.metric("cache_requests_total{cache=\"redis\",result=\"miss\"}"))
                .isEqualTo(redisMisses);
        assertThat(loads()).isEqualTo(loads);
    }

    @Test
    void environment_createdThroughOneGateway_isReadThroughItAtOnceAndThroughAnotherIfAskedFor() {
        LiveGateway second = gateway().awaitReady();
        awaitNear(second);
        for (int i = 0; i < CHANGES; i++) {
            String query = "?environment=created-" + i;
            String flag = LiveGateway.FLAGS + "/" + KEY + query;
            assertThat(first.get(flag).statusCode()).isEqualTo(404);
            assertThat(second.get(flag).statusCode()).isEqualTo(404);

            HttpResponse<String> created = first.put(KEY + query, "{\"isEnabled\": true}");

            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(first.get(flag).statusCode()).isEqualTo(200);
            assertThat(second.get(flag, "Flags-Min-Revision", "1").statusCode()).isEqualTo(200);
        }
        String last = LiveGateway.FLAGS + "?environment=told";
        assertThat(second.get(last).statusCode()).isEqualTo(404);
        first.put(KEY + "?environment=told", "{\"isEnabled\": true}");
        Await.until(
                Duration.ofSeconds(2),
                "the environment is known to the other gateway",
                () -> second.get(last).statusCode() == 200);
    }

    @Test
    void change_throughOneGateway_isReadThroughItAtOnceAndThroughAnotherIfAskedFor() {
        LiveGateway second = gateway().awaitReady();
        awaitNear(second);
        for (int i = 0; i < CHANGES; i++) {
            long revision = LiveGateway.revision(first.patch(KEY, "{\"rolloutPercentage\": " + i + "}"));
            assertThat(LiveGateway.revision(first.read(KEY))).isEqualTo(revision);
            HttpResponse<String> passedOn =
                    second.get(LiveGateway.FLAGS + "/" + KEY, "Flags-Min-Revision", Long.toString(revision));
            assertThat(LiveGateway.revision(passedOn)).isEqualTo(revision);
        }
    }

    @Test
    void start_withAnOldSnapshotInRedis_answersWithWhatPostgresHas() {
        long cached = LiveGateway.revision(first.get(LiveGateway.FLAGS));
        close(first);
        // A change of which Redis was not told, as when it was away at the time.
        database.execute("update yardarm.flags set is_enabled = not is_enabled, revision = " + (cached + 1)
                + " where key = '" + KEY + "'");
        database.execute("update yardarm.environments set revision = " + (cached + 1));

        LiveGateway started = gateway();
        HttpResponse<String> answer = started.read(KEY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(LiveGateway.revision(answer)).isEqualTo(cached + 1);
    }

    @Test
    void start_withPostgresGone_answersFromRedisMarked() {
        close(first);
        postgres.kill();

        HttpResponse<String> answer = gateway().awaitReady().read(KEY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(LiveGateway.cacheStatus(answer)).isEqualTo("redis; hit, near; hit; detail=stale");
        assertThat(answer.headers().firstValue("age")).isPresent();
    }

    @Test
    void manyReads_ofAColdGateway_shareTheirQuery() {
        // Changes are published behind their answers: the last one must not fill what is emptied here.
        Await.until(
                Duration.ofSeconds(2),
                () -> "Redis has the last change",
                () -> "120".equals(redis.command("HGET", "feature_flags:production", "#revision")));
        redis.command("FLUSHALL");
        long loads = loads();
        LiveGateway cold = gateway();
        List<CompletableFuture<HttpResponse<String>>> reads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            reads.add(cold.readLater(SampleFlags.key(i % 120)));
        }

        assertThat(reads).allSatisfy(read -> assertThat(read.get().statusCode()).isEqualTo(200));
        // Redis is filled behind the answers: a read that comes in between, before the feed is heard, asks once more.
        assertThat(loads() - loads).isBetween(1L, 2L);
    }

    @Test
    void feed_cutAgainAndAgain_hidesNoChange() {
        LiveGateway second = gateway().awaitReady();
        awaitNear(second);
        for (int i = 0; i < 10; i++) {
            database.query(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yardarm-feed'");
            long revision = LiveGateway.revision(first.patch(KEY, "{\"rolloutPercentage\": " + i + "}"));
            assertThat(LiveGateway.revision(first.read(KEY))).isEqualTo(revision);
            Await.until(
                    Duration.ofSeconds(2),
                    () -> "revision " + revision + " on the other gateway",
                    () -> LiveGateway.revision(second.read(KEY)) == revision);
        }
    }

    @Test
    void backends_bothGone_areNotMissed() {
        try (HttpLoad load = first.load(KEY)) {
            Await.until(SOON, "the load runs", () -> load.elapsed().compareTo(Duration.ofSeconds(1)) > 0);
            postgres.kill();
            redis.kill();
            Duration gone = load.elapsed();
            Await.until(
                    SOON, "the load goes on", () -> load.elapsed().minus(gone).compareTo(Duration.ofSeconds(3)) > 0);
            LoadReport report = load.stop();

            assertThat(report.otherThanOk()).isEmpty();
        }
        HttpResponse<String> answer = first.read(KEY);
        assertThat(LiveGateway.cacheStatus(answer))
                .isEqualTo("redis; fwd=bypass; detail=unavailable, near; hit; detail=stale");
        assertThat(Long.parseLong(answer.headers().firstValue("age").orElse("-1")))
                .isBetween(1L, 30L);
    }

    private LiveGateway gateway() {
        return open(LiveGateway.start(
                Map.of("DATABASE_URL", database.url(), "REDIS_URL", redis.url(), "NEAR_CACHE", "on")));
    }

    private static void awaitNear(LiveGateway gateway) {
        Await.until(
                SOON,
                () -> "answers from memory, not " + LiveGateway.cacheStatus(gateway.read(KEY)),
                () -> LiveGateway.cacheStatus(gateway.read(KEY)).equals("near; hit"));
    }

    /** How often an environment was read whole, by the server's own log. */
    private long loads() {
        return LOAD.matcher(postgres.log()).results().count();
    }

    private void close(LiveGateway gateway) {
        opened.remove(gateway);
        gateway.close();
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }
}
