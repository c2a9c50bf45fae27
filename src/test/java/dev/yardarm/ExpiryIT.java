package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.SharedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long an environment stays in Redis (requirement S7), and which of two places says so: the environment, or conf/. */
class ExpiryIT {
    private static final String KEY = "feature_flags:production";
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final PostgresDatabase database = SharedPostgres.database();

    @SuppressWarnings("NullAway.Init")
    private RedisServer redis;

    @BeforeEach
    void startRedis() {
        redis = RedisServer.start();
    }

    @AfterEach
    void closeRedis() {
        redis.close();
    }

    @Test
    void lifetime_byDefault_is300Seconds() {
        try (GatewayProcess gateway = launch(Map.of())) {
            assertThat(secondsLeft(gateway)).isBetween(270L, 300L);
        }
    }

    @Test
    void lifetime_atItsEnd_isFollowedByAMissAndAFilledCache() {
        try (GatewayProcess gateway = launch(Map.of("CACHE_TTL", "1s"))) {
            GatewayClient client = new GatewayClient(gateway);
            client.awaitReady();
            client.await("a hit", () -> cacheStatus(client).equals("redis; hit"));

            client.await("the end of the entry", () -> Long.valueOf(0).equals(redis.command("EXISTS", KEY)));
            assertThat(cacheStatus(client)).isEqualTo("redis; fwd=miss");
            client.await("a hit again", () -> cacheStatus(client).equals("redis; hit"));
        }
    }

    @Test
    void lifetime_inTheFile_isHonoured(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("yardarm.properties"), "CACHE_TTL = 100s\nLOG_FORMAT = text\n");
        try (GatewayProcess gateway = launch(Map.of("CONF_DIR", folder.toString()))) {
            assertThat(secondsLeft(gateway)).isBetween(70L, 100L);
            assertThat(gateway.outputLines()).isNotEmpty().noneMatch(line -> line.startsWith("{"));
        }
    }

    @Test
    void lifetime_inTheFileAndInTheEnvironment_isTheEnvironments(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("yardarm.properties"), "CACHE_TTL = 100s\n");
        try (GatewayProcess gateway = launch(Map.of("CONF_DIR", folder.toString(), "CACHE_TTL", "200s"))) {
            assertThat(secondsLeft(gateway)).isBetween(170L, 200L);
        }
    }

    private long secondsLeft(GatewayProcess gateway) {
        GatewayClient client = new GatewayClient(gateway);
        client.awaitReady();
        client.await("a hit", () -> cacheStatus(client).equals("redis; hit"));
        return Long.parseLong(String.valueOf(redis.command("TTL", KEY)));
    }

    private static String cacheStatus(GatewayClient client) {
        return GatewayClient.cacheStatus(client.get(GatewayClient.FLAGS));
    }

    private GatewayProcess launch(Map<String, String> more) {
        Map<String, String> environment =
                new HashMap<>(Map.of("DATABASE_URL", database.url(), "REDIS_URL", redis.url(), "NEAR_CACHE", "off"));
        environment.putAll(more);
        return GatewayProcess.launch(QUICK, environment);
    }
}
