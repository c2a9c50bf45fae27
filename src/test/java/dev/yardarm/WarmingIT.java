package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway that answers from memory has there once it says that it is ready. */
class WarmingIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Half a second, and as much again and more for a machine that does other things. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final String NEAR_HIT = "near; hit";
    private static final int SOME = 40;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final PostgresServer postgres = open(PostgresServer.start());
    private final PostgresDatabase database = postgres.createDatabase("flags");
    private final RedisServer redis = open(RedisServer.start());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void ready_databaseNamesMany_haveAllInMemory() {
        fill(SOME);

        LiveGateway gateway = gateway().awaitReady();

        assertThat(LiveGateway.cacheStatus(gateway.get(LiveGateway.FLAGS))).isEqualTo(NEAR_HIT);
        for (int i = 0; i < SOME; i++) {
            HttpResponse<String> first = list(gateway, i);
            assertThat(LiveGateway.cacheStatus(first)).as(name(i)).isEqualTo(NEAR_HIT);
            assertThat(first.body()).contains("\"revision\":3,", "\"a-flag\"");
        }
    }

    @Test
    void ready_redisHasThem_haveAllInMemory() {
        fill(SOME);
        LiveGateway other = gateway().awaitReady();
        other.close();
        opened.remove(other);

        LiveGateway gateway = gateway().awaitReady();

        for (int i = 0; i < SOME; i++) {
            assertThat(LiveGateway.cacheStatus(list(gateway, i))).as(name(i)).isEqualTo(NEAR_HIT);
        }
    }

    @Test
    void ready_databaseNamesTooMany_haveAHundred() {
        fill(150);

        LiveGateway gateway = gateway().awaitReady();

        assertThat(gateway.management("/health").body().split("\"origin\"", -1)).hasSizeLessThanOrEqualTo(101);
        assertThat(LiveGateway.cacheStatus(list(gateway, 149))).endsWith("near; fwd=miss");
    }

    @Test
    void ready_withSnapshotsOnDisk_haveThemConfirmed() {
        fill(2);
        LiveGateway earlier = gateway(folder).awaitReady();
        earlier.close();
        opened.remove(earlier);
        database.execute("update yardarm.environments set revision = 4 where name = '" + name(1) + "'");

        LiveGateway gateway = gateway(folder).awaitReady();

        assertThat(LiveGateway.cacheStatus(list(gateway, 0))).isEqualTo(NEAR_HIT);
        assertThat(LiveGateway.cacheStatus(list(gateway, 1))).isEqualTo(NEAR_HIT);
        assertThat(list(gateway, 1).body()).contains("\"revision\":4,");
        assertThat(gateway.management("/health").body()).doesNotContain("\"disk\"");
    }

    @Test
    void start_postgresHangs_isAnsweredFromRedisMarkedAndReadySoon() {
        fill(1);
        LiveGateway earlier = gateway().awaitReady();
        awaitRedis("feature_flags:production");
        earlier.close();
        opened.remove(earlier);
        postgres.hang();
        try {
            long began = System.nanoTime();
            LiveGateway gateway = gateway();
            HttpResponse<String> first = gateway.get(LiveGateway.FLAGS);
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(LiveGateway.cacheStatus(first)).isEqualTo("redis; hit, near; hit; detail=stale");
            gateway.awaitReady();
            Duration ready = Duration.ofNanos(System.nanoTime() - began);
            System.out.printf("start with PostgreSQL hung: ready after %d ms%n", ready.toMillis());

            assertThat(ready).isLessThan(AT_ONCE);
            assertThat(LiveGateway.cacheStatus(gateway.get(LiveGateway.FLAGS)))
                    .isEqualTo("redis; hit, near; hit; detail=stale");
        } finally {
            postgres.resume();
        }
    }

    @Test
    void start_nothingToBeReached_isNotReadyUntilItRecovers() {
        fill(3);
        postgres.kill();
        redis.kill();
        LiveGateway gateway = gateway();

        HttpResponse<String> refused = gateway.get(LiveGateway.FLAGS);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);

        postgres.restart();
        gateway.awaitReady();
        assertThat(gateway.get(LiveGateway.FLAGS).statusCode()).isEqualTo(200);
        await(
                "all are in memory",
                () -> LiveGateway.cacheStatus(list(gateway, 2)).equals(NEAR_HIT));
    }

    @Test
    void start_bothGoneWithSnapshotsOnDisk_isReadyAndMarksItsAnswers() {
        fill(1);
        LiveGateway earlier = gateway(folder).awaitReady();
        earlier.close();
        opened.remove(earlier);
        postgres.kill();
        redis.kill();

        LiveGateway gateway = gateway(folder).awaitReady();

        assertThat(LiveGateway.cacheStatus(list(gateway, 0)))
                .isEqualTo("redis; fwd=bypass; detail=unavailable, near; hit; detail=stale");
        assertThat(gateway.management("/health").body()).contains("\"origin\":\"disk\"");
    }

    /** Environments at revision 3 with one flag each, as an earlier gateway left them. */
    private void fill(int environments) {
        LiveGateway first = gateway().awaitReady();
        database.execute("insert into yardarm.environments (name, revision)"
                + " select 'env-' || lpad(i::text, 3, '0'), 3 from generate_series(0, " + (environments - 1) + ") i;"
                + " insert into yardarm.flags select name, 'a-flag', true, 100, '', 3, now() from yardarm.environments"
                + " where name like 'env-%'");
        first.close();
        opened.remove(first);
    }

    private void awaitRedis(String key) {
        await(
                key + " is cached",
                () -> String.valueOf(redis.command("EXISTS", key)).equals("1"));
    }

    private static void await(String what, BooleanSupplier condition) {
        Await.until(SOON, what, condition::getAsBoolean);
    }

    private static String name(int number) {
        return "env-%03d".formatted(number);
    }

    private static HttpResponse<String> list(LiveGateway gateway, int number) {
        return gateway.get(LiveGateway.FLAGS + "?environment=" + name(number));
    }

    private LiveGateway gateway() {
        return open(LiveGateway.start(environment()));
    }

    private LiveGateway gateway(Path snapshots) {
        Map<String, String> environment = environment();
        environment.put("SNAPSHOT_DIR", snapshots.toString());
        return open(LiveGateway.start(environment));
    }

    private Map<String, String> environment() {
        return new HashMap<>(Map.of("DATABASE_URL", database.url(), "REDIS_URL", redis.url(), "NEAR_CACHE", "on"));
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }
}
