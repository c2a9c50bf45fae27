package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.local.AdminToken;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The events of the log, with servers whose passwords can be recognized in it. Each test has an environment of its own. */
class LogEventsIT {
    private static final String DATABASE_PASSWORD = "database-password-to-hide";
    private static final String REDIS_PASSWORD = "redis-password-to-hide";
    private static final AdminToken ADMIN = new AdminToken("admin-token-to-hide");
    private static final AdminToken CLIENT = new AdminToken("client-token-to-hide");
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @SuppressWarnings("NullAway.Init")
    private static PostgresServer postgres;

    @SuppressWarnings("NullAway.Init")
    private static RedisServer redis;

    private final List<GatewayProcess> gateways = new ArrayList<>();

    @BeforeAll
    static void startServers() {
        postgres = PostgresServer.start(PostgresServer.Options.DEFAULT.withPassword("flags", DATABASE_PASSWORD));
        postgres.createDatabase("flags");
        redis = RedisServer.start(RedisServer.Options.DEFAULT.withPassword(REDIS_PASSWORD));
    }

    @AfterAll
    static void closeServers() {
        redis.close();
        postgres.close();
    }

    @AfterEach
    void closeGateways() {
        gateways.forEach(GatewayProcess::close);
    }

    @Test
    void lines_ofAWholeLife_areObjectsWithTimeLevelLoggerAndMessage() {
        GatewayProcess gateway = launch("life", Map.of("LOG_LEVEL", "debug"));
        ready(gateway).get(GatewayClient.FLAGS, CLIENT.value());
        assertThat(gateway.terminate(Duration.ofSeconds(20))).isZero();

        LogLines log = log(gateway);
        assertThat(log.has("Yardarm is listening")).isTrue();
        assertThat(log.has("Stopping")).isTrue();
        assertThat(log.has("Stopped")).isTrue();
        assertThat(log.lines()).allSatisfy(line -> {
            assertThat(Instant.parse(line.getString("timestamp"))).isBefore(Instant.now());
            assertThat(line.getString("level")).isIn("ERROR", "WARN", "INFO", "DEBUG");
            assertThat(line.getString("logger")).isNotBlank();
            assertThat(line.getString("message")).isNotNull();
        });
    }

    @Test
    void events_ofTheCache_areLoggedOnChangesAlone() {
        GatewayProcess gateway = launch("states", Map.of());
        GatewayClient client = ready(gateway);
        put(client, "checkout");
        client.await("a hit", () -> isHit(client));
        client.await("cache_hit", () -> log(gateway).has("cache_hit"));

        int before = log(gateway).lines().size();
        for (int i = 0; i < 1_000; i++) {
            assertThat(isHit(client)).isTrue();
        }
        assertThat(log(gateway).lines()).hasSizeLessThan(before + 10);

        // As an invalidation leaves it. At the start Redis may have been missed or not reached yet.
        redis.command("DEL", "feature_flags:states");
        redis.command("HSET", "feature_flags:states", "#fence", "1");
        client.await("a hit after a miss", () -> isHit(client));

        assertThat(client.change("PATCH", "checkout", ADMIN.value(), "{\"isEnabled\": true}")
                        .statusCode())
                .isEqualTo(200);
        client.await(
                "cache_invalidated",
                () -> log(gateway).withMessage("cache_invalidated").size() == 2);

        LogLines log = log(gateway);
        assertThat(log.first("cache_miss"))
                .hasValueSatisfying(
                        line -> assertThat(line.getString("environment")).isEqualTo("states"));
        assertThat(log.first("cache_hit"))
                .hasValueSatisfying(
                        line -> assertThat(line.getString("node_id")).isEqualTo("127.0.0.1:" + redis.port()));
        JsonObject invalidated = log.withMessage("cache_invalidated").get(1);
        assertThat(invalidated.getString("environment")).isEqualTo("states");
        assertThat(invalidated.getValue("revision")).isEqualTo(2);
        assertThat(log.first("Connected to Redis"))
                .hasValueSatisfying(
                        line -> assertThat(line.getString("node_id")).isEqualTo("127.0.0.1:" + redis.port()));
    }

    @Test
    void events_ofAnEntryWhoseLifetimeEnds_areExpiredAndMissed() {
        GatewayProcess gateway = launch("expiring", Map.of("CACHE_TTL", "300ms"));
        GatewayClient client = ready(gateway);
        put(client, "checkout");

        client.await("cache_expired", () -> {
            client.get(GatewayClient.FLAGS, CLIENT.value());
            return log(gateway).has("cache_expired");
        });
        assertThat(log(gateway).first("cache_expired"))
                .hasValueSatisfying(
                        line -> assertThat(line.getString("environment")).isEqualTo("expiring"));
    }

    @Test
    void events_ofARedisThatIsKilledAndComesBack_tellTheWholeStory() {
        try (RedisServer own = RedisServer.start()) {
            GatewayProcess gateway = launch("outage", Map.of("REDIS_URL", own.url()));
            GatewayClient client = ready(gateway);
            client.await("a hit", () -> isHit(client));
            try (HttpLoad load = HttpLoad.start(HttpLoad.Options.of(gateway.port(), GatewayClient.FLAGS)
                    .withConnections(4)
                    .withRate(200)
                    .withHeader("Authorization", "Bearer " + CLIENT.value()))) {
                Await.until(GatewayClient.LONG, "traffic", () -> load.soFar().count() > 20);
                own.kill();
                client.await(
                        "the outage",
                        () -> log(gateway).has("Redis retry attempt 1/3")
                                && log(gateway).has("cache_unavailable")
                                && log(gateway).has("Redis unavailable, falling back to database"));
                own.restartEmpty();
                client.await(
                        "the recovery",
                        () -> log(gateway).has("Redis reconnected")
                                && log(gateway).has("Redis is available again"));
                assertThat(log(gateway)
                                .first("Redis retry attempt 1/3")
                                .orElseThrow()
                                .getString("node_id"))
                        .isEqualTo(own.host() + ":" + own.port());
                LoadReport report = load.stop();
                assertThat(report.otherThanOk()).isEmpty();
            }
        }
    }

    @Test
    void accessLog_whole_hasOneEventForEachRequest() {
        GatewayProcess gateway = launch("access", Map.of("ACCESS_LOG", "1"));
        GatewayClient client = ready(gateway);
        put(client, "checkout");
        for (int i = 0; i < 20; i++) {
            client.get(GatewayClient.FLAGS + "/checkout", CLIENT.value());
        }
        client.get(GatewayClient.FLAGS + "/nothing", CLIENT.value());

        client.await(
                "the last request", () -> log(gateway).withMessage("request").size() >= 22);
        List<JsonObject> requests = log(gateway).withMessage("request");
        assertThat(requests).hasSize(22);
        assertThat(requests).extracting(line -> line.getInteger("status")).contains(200, 201, 404);
        List<JsonObject> reads = requests.stream()
                .filter(line -> line.getString("method").equals("GET"))
                .toList();
        assertThat(reads).hasSize(21).allSatisfy(line -> {
            assertThat(line.getString("domain")).isEqualTo("feature_flags");
            assertThat(line.getBoolean("cache_hit")).isNotNull();
            assertThat(line.getString("node_id")).isIn("-", "127.0.0.1:" + redis.port());
            assertThat(line.getLong("revision")).isEqualTo(1);
            assertThat(line.getDouble("duration_ms")).isPositive();
        });
        assertThat(reads).anyMatch(line -> line.getBoolean("cache_hit"));
    }

    @Test
    void secrets_ofTheConfiguration_areInNoLineAtAnyLevel() {
        GatewayProcess right = launch("right", Map.of("LOG_LEVEL", "trace", "ACCESS_LOG", "1"));
        GatewayClient client = ready(right);
        put(client, "checkout");
        client.get(GatewayClient.FLAGS, CLIENT.value());
        client.get(GatewayClient.FLAGS, "another-token-to-hide");
        GatewayProcess wrong = launch(
                "wrong",
                Map.of(
                        "LOG_LEVEL", "debug",
                        "DATABASE_URL", postgres.database("flags").url().replace("to-hide", "wrong-to-hide"),
                        "REDIS_URL", redis.url().replace("to-hide", "wrong-to-hide")));
        GatewayClient refused = new GatewayClient(wrong);
        refused.await(
                "refusals",
                () -> log(wrong).has("Redis cannot be reached, trying on")
                        && log(wrong).has("Database cannot be made ready, trying on"));

        for (GatewayProcess gateway : List.of(right, wrong)) {
            assertThat(gateway.outputLines())
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("to-hide"))
                    .noneMatch(line -> line.contains(ADMIN.sha256()) || line.contains(CLIENT.sha256()));
            assertThat(gateway.errorLines()).noneMatch(line -> line.contains("to-hide"));
        }
    }

    private GatewayProcess launch(String environment, Map<String, String> more) {
        Map<String, String> whole = new HashMap<>(Map.of(
                "DATABASE_URL",
                postgres.database("flags").url(),
                "REDIS_URL",
                redis.url(),
                "FLAGS_ENVIRONMENT",
                environment,
                "ADMIN_TOKENS",
                "ops:" + ADMIN.sha256(),
                "CLIENT_TOKENS",
                "app:" + CLIENT.sha256(),
                "NEAR_CACHE",
                "off",
                "LOG_FORMAT",
                "json"));
        whole.putAll(more);
        GatewayProcess gateway = GatewayProcess.launch(QUICK, whole);
        gateways.add(gateway);
        return gateway;
    }

    private static GatewayClient ready(GatewayProcess gateway) {
        GatewayClient client = new GatewayClient(gateway);
        client.awaitReady();
        return client;
    }

    private static void put(GatewayClient client, String key) {
        assertThat(client.change("PUT", key, ADMIN.value(), "{\"isEnabled\": false}")
                        .statusCode())
                .isEqualTo(201);
    }

    private static boolean isHit(GatewayClient client) {
        return GatewayClient.cacheStatus(client.get(GatewayClient.FLAGS, CLIENT.value()))
                .equals("redis; hit");
    }

    private static LogLines log(GatewayProcess gateway) {
        return LogLines.parse(gateway.outputLines());
    }
}
