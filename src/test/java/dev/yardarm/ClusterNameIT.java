package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.FreePorts;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.NameServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.local.SampleFlags;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One name for a whole cluster, as the configuration endpoint of ElastiCache is. */
class ClusterNameIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String KEY = "feature_flags:production";

    /** Takes connections there, and never says a word: a node that hangs. */
    private static final String SILENT = "127.0.9.1";

    /** Nobody is there. */
    private static final String DEAD = "127.0.9.2";

    @Test
    void name_ofOneNodeThatLivesAndTwoThatDoNot_isUsedAtAStart() throws IOException {
        try (RedisCluster cluster = RedisCluster.start();
                ServerSocket silent = new ServerSocket(cluster.node(0).port(), 50, InetAddress.getByName(SILENT));
                NameServer names = NameServer.of(
                        "cluster.flags.test", SILENT, DEAD, cluster.node(0).host());
                LiveGateway gateway = start(names, silent.getLocalPort())) {
            gateway.awaitReady().withSamples(1);
            assertThat(gateway.read(SampleFlags.FIRST).statusCode()).isEqualTo(200);

            awaitHits(gateway);
            Await.until(SOON, "all nodes", () -> nodes(gateway).containsAll(addresses(cluster)));
        }
    }

    @Test
    void cluster_thatMovesAsAWhole_isFoundWhereItsNamePoints() {
        int first = eightPorts();
        try (RedisCluster former = RedisCluster.start(RedisCluster.Options.DEFAULT.withFirstPort(first + 2));
                NameServer names =
                        NameServer.of("cluster.flags.test", former.node(0).host());
                LiveGateway gateway = start(names, former.node(0).port())) {
            gateway.awaitReady().withSamples(1);
            // So that its word would count for more, were the next one the same cluster.
            former.failover(KEY);
            awaitHits(gateway);
            Await.until(SOON, "the failover is counted", () -> gateway.metric("redis_failovers_total") == 1);

            // Of the new cluster another node than of the former one has the port that goes with the name.
            try (RedisCluster next = RedisCluster.start(RedisCluster.Options.DEFAULT.withFirstPort(first));
                    HttpLoad load = load(gateway)) {
                assertThat(next.node(2).port()).isEqualTo(former.node(0).port());
                names.pointTo(next.node(2).host());
                former.killAll();

                Await.until(SOON, "the new nodes", () -> nodes(gateway).equals(addresses(next)));
                awaitHits(gateway);
                LoadReport report = load.stop();
                assertThat(report.otherThanOk()).isEmpty();
                assertThat(report.count()).isPositive();
                assertThat(gateway.metric("redis_failovers_total"))
                        .as("a cluster in place of another is no failover")
                        .isEqualTo(1);
            }
        }
    }

    private static LiveGateway start(NameServer names, int port) {
        return LiveGateway.start(
                Map.of(
                        "DATABASE_URL",
                        SharedPostgres.database().url(),
                        "REDIS_CLUSTER_URL",
                        "redis://" + names.name() + ":" + port,
                        "NEAR_CACHE",
                        "off"),
                Gateway.names().setServers(List.of(names.address())));
    }

    private static HttpLoad load(LiveGateway gateway) {
        return HttpLoad.start(HttpLoad.Options.of(gateway.port(), LiveGateway.FLAGS + "/" + SampleFlags.FIRST)
                .withConnections(4)
                .withRate(20));
    }

    private static void awaitHits(LiveGateway gateway) {
        Await.until(
                SOON,
                "Redis answers",
                () -> LiveGateway.cacheStatus(gateway.read(SampleFlags.FIRST)).equals("redis; hit"));
    }

    /** Whom {@code /health} names, in order. */
    private static List<String> nodes(LiveGateway gateway) {
        return new JsonObject(gateway.management("/health").body())
                .getJsonObject("backends").getJsonObject("redis").getJsonArray("nodes").stream()
                        .map(node -> ((JsonObject) node).getString("address"))
                        .sorted()
                        .toList();
    }

    private static List<String> addresses(RedisCluster cluster) {
        return cluster.nodes().stream().map(ClusterNode::address).sorted().toList();
    }

    /** The first of eight in a row that nobody else is given. */
    private static int eightPorts() {
        int first = FreePorts.next();
        for (int next = 1; next < 8; next++) {
            if (FreePorts.next() != first + next) {
                return eightPorts();
            }
        }
        return first;
    }
}
