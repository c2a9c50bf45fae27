package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.SharedPostgres;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log tells of a Redis Cluster, by names and fields that operators search for. */
class ClusterLogEventsIT {
    private static final String KEY = "feature_flags:production";
    private static final String CONNECTED = "Connected to Redis Cluster";
    private static final String NOT_IN_ORDER = "Redis Cluster is not in order";
    private static final String PROMOTED = "Replica promoted to primary";
    private static final String RECONNECTED = "Redis reconnected to new primary";
    private static final String UNAVAILABLE = "Redis Cluster unavailable, falling back to database";
    private static final String AVAILABLE = "Redis Cluster is available again";

    @SuppressWarnings("NullAway.Init")
    private static RedisCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private GatewayProcess gateway;

    @SuppressWarnings("NullAway.Init")
    private GatewayClient client;

    @BeforeAll
    static void startCluster() {
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void closeCluster() {
        cluster.close();
    }

    @BeforeEach
    void startGateway() {
        gateway = GatewayProcess.launch(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                Map.of(
                        "DATABASE_URL",
                        SharedPostgres.database().url(),
                        "REDIS_CLUSTER_URL",
                        cluster.url(),
                        "REDIS_ZONES",
                        "127.0.1.0/24=a,127.0.2.0/24=b,127.0.3.0/24=c",
                        "NEAR_CACHE",
                        "off",
                        "LOG_FORMAT",
                        "json"));
        client = new GatewayClient(gateway);
        client.awaitReady();
        client.await(CONNECTED, () -> log().has(CONNECTED));
    }

    @AfterEach
    void closeGateway() {
        gateway.close();
        cluster.settle();
    }

    @Test
    void events_ofAPrimaryThatIsKilled_nameTheNewOne() {
        JsonObject connected = log().first(CONNECTED).orElseThrow();
        assertThat(connected.getString("level")).isEqualTo("INFO");
        assertThat(connected.getInteger("nodes")).isEqualTo(6);
        assertThat(connected.getInteger("shards")).isEqualTo(3);

        // On a busy machine a node may be silent for a moment, and the cluster out of order with it.
        int before = log().withMessage(CONNECTED).size();
        ClusterNode lost = cluster.killPrimaryOf(KEY);
        ClusterNode promoted = cluster.awaitPromotion(KEY, lost);
        client.await("the new primary", () -> log().has(RECONNECTED));
        client.await("order", () -> log().withMessage(CONNECTED).size() > before);

        JsonObject promotion = only(PROMOTED);
        assertThat(promotion.getString("level")).isEqualTo("WARN");
        assertThat(promotion.getString("node_id")).isEqualTo(promoted.address());
        assertThat(promotion.getString("former_primary")).isEqualTo(lost.address());
        assertThat(promotion.getString("zone")).isEqualTo(promoted.zone());
        assertThat(promotion.getString("slots")).contains("-");
        JsonObject reconnection = only(RECONNECTED);
        assertThat(reconnection.getString("level")).isEqualTo("INFO");
        assertThat(reconnection.getString("node_id")).isEqualTo(promoted.address());
        assertThat(reconnection.getInteger("after_ms")).isNotNegative();
        assertThat(log().withMessage(NOT_IN_ORDER)).anySatisfy(disorder -> {
            assertThat(disorder.getString("level")).isEqualTo("WARN");
            assertThat(disorder.getInteger("nodes")).isEqualTo(6);
            assertThat(disorder.getInteger("nodes_up")).isLessThan(6);
        });
    }

    @Test
    void events_ofAllNodesKilled_tellOfTheFallbackAndOfTheWayBack() {
        cluster.killAll();
        client.await("the fallback", () -> {
            client.get(GatewayClient.FLAGS);
            return log().has(UNAVAILABLE) && log().has(NOT_IN_ORDER);
        });
        JsonObject unavailable = only(UNAVAILABLE);
        assertThat(unavailable.getString("level")).isEqualTo("WARN");
        assertThat(unavailable.getString("backend")).isEqualTo("redis");
        assertThat(unavailable.getBoolean("cluster_unavailable")).isTrue();
        assertThat(log().has(AVAILABLE)).isFalse();

        cluster.restartAllEmpty();
        client.await("the way back", () -> {
            client.get(GatewayClient.FLAGS);
            return log().has(AVAILABLE) && log().withMessage(CONNECTED).size() >= 2;
        });
        JsonObject available = log().first(AVAILABLE).orElseThrow();
        assertThat(available.getString("level")).isEqualTo("INFO");
        assertThat(available.getString("backend")).isEqualTo("redis");
    }

    private JsonObject only(String message) {
        List<JsonObject> lines = log().withMessage(message);
        assertThat(lines).as(message).hasSize(1);
        return lines.get(0);
    }

    private LogLines log() {
        return LogLines.parse(gateway.outputLines());
    }
}
