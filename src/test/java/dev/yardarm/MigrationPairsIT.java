package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.Shape;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.local.SampleFlags;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Any two caches: each pair forth and back by hand, and a plan that has nothing but samples to go by. */
class MigrationPairsIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static Map<String, String> environment(String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", SharedPostgres.database().url());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private static void moveAndBack(LiveGateway gateway) {
        gateway.awaitReady().withSamples(10);
        awaitReads(gateway, "from", 50);
        try (HttpLoad load = gateway.load(SampleFlags.key(0), SampleFlags.key(1))) {
            assertThat(gateway.migrate("{\"clusterShare\": 1}").statusCode()).isEqualTo(200);
            awaitReads(gateway, "to", 500);
            assertThat(gateway.migrate("{\"clusterShare\": 0}").statusCode()).isEqualTo(200);
            awaitReads(gateway, "from", 500);

            assertThat(load.stop().otherThanOk()).isEmpty();
        }
        assertThat(LiveGateway.cacheStatus(gateway.read(SampleFlags.key(0)))).isEqualTo("redis; hit");
    }

    private static double hits(LiveGateway gateway, String cache) {
        return gateway.metric("cache_migration_reads_total{cache=\"" + cache + "\",result=\"hit\"}");
    }

    private static void awaitReads(LiveGateway gateway, String cache, int more) {
        double before = hits(gateway, cache);
        Await.until(SOON, more + " hits of the cache " + cache, () -> {
            gateway.read(SampleFlags.key(0));
            return hits(gateway, cache) >= before + more;
        });
    }

    @Test
    void memory_toASingleInstanceAndBack() {
        try (RedisServer redis = RedisServer.start();
                LiveGateway gateway =
                        LiveGateway.start(environment("CACHE_MIGRATION_FROM", "memory", "REDIS_URL", redis.url()))) {
            moveAndBack(gateway);

            assertThat(gateway.migration().getString("from")).isEqualTo("memory");
            assertThat(gateway.migration().getString("to")).isEqualTo("redis");
        }
    }

    @Test
    void cluster_toAnotherClusterAndBack() {
        RedisCluster.Options small = RedisCluster.Options.DEFAULT.withShape(Shape.ELASTICACHE);
        try (RedisCluster former = RedisCluster.start(small);
                RedisCluster next = RedisCluster.start(small);
                LiveGateway gateway = LiveGateway.start(environment(
                        "CACHE_MIGRATION_FROM",
                        former.url().replace("redis://", "redis+cluster://"),
                        "REDIS_CLUSTER_URL",
                        next.url()))) {
            moveAndBack(gateway);

            JsonObject backends = new JsonObject(gateway.management("/health").body()).getJsonObject("backends");
            assertThat(backends.getJsonObject("redis").getString("state")).isEqualTo("up");
            assertThat(backends.getJsonObject("formerRedis").getString("state")).isEqualTo("up");
        }
    }

    /** What is expired or lost is given to either cache again, so that there is a way back. */
    @Test
    void caches_bothEmptied_areBothFilledAgain() {
        try (RedisServer former = RedisServer.start();
                RedisServer next = RedisServer.start();
                LiveGateway gateway = LiveGateway.start(environment(
                        "CACHE_MIGRATION_FROM", former.url(), "REDIS_URL", next.url(), "NEAR_CACHE", "on"))) {
            gateway.awaitReady().withSamples(10);
            assertThat(gateway.migrate("{\"clusterShare\": 1}").statusCode()).isEqualTo(200);
            for (RedisServer each : List.of(former, next)) {
                each.command("FLUSHALL");
            }

            Await.until(
                    SOON,
                    "both have it",
                    () -> List.of(former, next).stream()
                            .allMatch(each ->
                                    Long.valueOf(1).equals(each.command("EXISTS", "feature_flags:production"))));
        }
    }

    /** The share is kept where the gateway cannot ask, and only the new cache has the flags. */
    @Test
    void restart_withPostgresGone_answersFromWhicheverCacheHasIt() {
        try (PostgresServer postgres = PostgresServer.start();
                RedisServer former = RedisServer.start();
                RedisServer next = RedisServer.start()) {
            Map<String, String> environment = Map.of(
                    "DATABASE_URL",
                    postgres.createDatabase("away").url(),
                    "CACHE_MIGRATION_FROM",
                    former.url(),
                    "REDIS_URL",
                    next.url());
            try (LiveGateway gateway = LiveGateway.start(environment)) {
                gateway.awaitReady().withSamples(10);
                assertThat(gateway.migrate("{\"clusterShare\": 1}").statusCode())
                        .isEqualTo(200);
                awaitReads(gateway, "to", 50);
            }
            postgres.kill();
            former.command("FLUSHALL");

            try (LiveGateway again = LiveGateway.start(environment)) {
                again.awaitReady();
                assertThat(again.read(SampleFlags.key(0)).statusCode()).isEqualTo(200);
            }
        }
    }

    /** No client reads at all, and the near cache would answer if one did. */
    @Test
    void plan_withNothingButSamples_goesOn() {
        try (RedisServer former = RedisServer.start();
                RedisServer next = RedisServer.start();
                LiveGateway gateway = LiveGateway.start(environment(
                        "CACHE_MIGRATION_FROM", former.url(), "REDIS_URL", next.url(), "NEAR_CACHE", "on"))) {
            gateway.awaitReady().withSamples(10);
            Await.until(SOON, "the new cache is filled", () -> hits(gateway, "to") > 0);
            assertThat(gateway.migrate("""
                            {"plan": {"steps": [0.5, 1], "hold": "1s", "maxErrorRate": 0.05, "minHitRate": 0.8, "maxP95": "250ms"}}""").statusCode()).isEqualTo(200);

            Await.until(
                    SOON,
                    "it has ended",
                    () -> gateway.migration().getString("phase").equals("completed"));

            JsonArray history = gateway.migration().getJsonArray("history");
            assertThat(history.getJsonObject(0).getJsonObject("to").getLong("operations"))
                    .isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void newCache_thatIsNotThere_costsNoReadAndStandsInTheWay() {
        try (RedisServer former = RedisServer.start();
                RedisServer next = RedisServer.start()) {
            next.kill();
            try (LiveGateway gateway =
                    LiveGateway.start(environment("CACHE_MIGRATION_FROM", former.url(), "REDIS_URL", next.url()))) {
                gateway.awaitReady().withSamples(10);
                Await.until(
                        SOON,
                        "the old cache answers",
                        () -> LiveGateway.cacheStatus(gateway.read(SampleFlags.key(0)))
                                .equals("redis; hit"));
                Await.until(
                        SOON, "it stands in the way", () -> !gateway.migration().getBoolean("ready"));
                assertThat(gateway.migrate("{\"clusterShare\": 1}").statusCode())
                        .isEqualTo(200);

                for (int i = 0; i < 100; i++) {
                    assertThat(gateway.read(SampleFlags.key(0)).statusCode()).isEqualTo(200);
                }
            }
        }
    }
}
