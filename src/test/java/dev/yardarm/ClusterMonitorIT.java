package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.NodeRefusal;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.Refusal;
import dev.yardarm.fixture.SharedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see of a Redis Cluster. */
class ClusterMonitorIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String KEY = "feature_flags:production";

    private static RedisCluster cluster;
    private static LiveGateway gateway;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
        gateway = LiveGateway.start(Map.of(
                        "DATABASE_URL",
                        SharedPostgres.database().url(),
                        "REDIS_CLUSTER_URL",
                        cluster.url(),
                        "ZONE",
                        "a",
                        "REDIS_ZONES",
                        "127.0.1.0/24=a,127.0.2.0/24=b,127.0.3.0/24=c",
                        "NEAR_CACHE",
                        "off"))
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        cluster.close();
    }

    /** And what was promoted for it is counted: no test counts what another has done. */
    @BeforeEach
    void settle() {
        cluster.settle();
        Await.until(
                SOON, "the cluster is settled", () -> IntStream.range(0, 3).allMatch(i -> holdsSlots(cluster.node(i))));
        Await.until(SOON, "the cluster is in order", () -> gateway.metric("redis_cluster_ok") == 1);
    }

    @Test
    void failover_ofAShard_isCountedOnceAndSeen() {
        ClusterNode former = cluster.primaryOf(KEY);
        assertThat(gateway.metric(up(former, "primary"))).isEqualTo(1);
        double before = gateway.metric("redis_failovers_total");

        ClusterNode promoted = cluster.failover(KEY);

        Await.until(
                SOON, "the new role", () -> lines(up(promoted, "primary")) == 1 && lines(up(former, "replica")) == 1);
        Await.until(SOON, "the cluster is in order again", () -> gateway.metric("redis_cluster_ok") == 1);
        assertThat(gateway.metric("redis_failovers_total")).isEqualTo(before + 1);
    }

    @Test
    void failovers_ofTwoShardsAtTheSameTime_areCountedOnceEach() {
        double before = gateway.metric("redis_failovers_total");
        List<ClusterNode> promoted = List.of(cluster.node(3), cluster.node(4));

        // Without a vote, since voters have one at a time.
        promoted.parallelStream().forEach(replica -> replica.command("CLUSTER", "FAILOVER", "TAKEOVER"));

        Await.until(SOON, "both new primaries", () -> promoted.stream().allMatch(ClusterMonitorIT::holdsSlots));
        assertThat(gateway.metric("redis_failovers_total")).isEqualTo(before + 2);
        // For as long as nodes may still say different things of it.
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        Await.until(SOON, "three seconds", () -> {
            assertThat(gateway.metric("redis_failovers_total")).isEqualTo(before + 2);
            return System.nanoTime() - end > 0;
        });
    }

    @Test
    void primary_killed_isDownUntilItIsReplaced() {
        ClusterNode lost = cluster.killPrimaryOf(KEY);
        Await.until(SOON, "the loss", () -> gateway.metric("redis_cluster_ok") == 0);
        ClusterNode promoted = cluster.awaitPromotion(KEY, lost);
        Await.until(SOON, "the new primary", () -> lines(up(promoted, "primary")) == 1);
        Await.until(SOON, "the cluster is in order again", () -> gateway.metric("redis_cluster_ok") == 1);
    }

    @Test
    void replicas_withoutLoad_areBarelyBehind() {
        ClusterNode replica = cluster.replicasOf(KEY).get(0);
        String lag =
                "redis_replication_lag_seconds{node=\"" + replica.address() + "\",zone=\"" + replica.zone() + "\"}";
        Await.until(SOON, "a lag below half a second", () -> values(lag).anyMatch(value -> value < 0.5));
        replica.hang();
        try {
            Await.until(SOON, "a lag above half a second", () -> values(lag).anyMatch(value -> value > 0.5));
        } finally {
            replica.resume();
        }
        // Of a node that is not taken for a replica again yet none is told.
        Await.until(SOON, "a lag below half a second again", () -> values(lag).anyMatch(value -> value < 0.5));
    }

    @Test
    void health_ofACluster_namesEveryNode() {
        Await.until(SOON, "the cluster is in order", () -> redis().getBoolean("clusterOk"));
        // Those that a test before has brought back may take a moment longer than the cluster.
        Await.until(
                SOON,
                "six nodes that are up and have their places",
                () -> cluster.nodes().stream()
                        .map(ClusterMonitorIT::entry)
                        .allMatch(node -> "up".equals(node.getString("state"))
                                && node.getJsonArray("slots").size() == 1));
        JsonArray nodes = redis().getJsonArray("nodes");
        assertThat(nodes).hasSize(6);
        assertThat(nodes).allSatisfy(node -> {
            JsonObject described = (JsonObject) node;
            assertThat(described.getString("state")).isEqualTo("up");
            assertThat(described.getString("zone")).isIn("a", "b", "c");
            assertThat(described.getString("role")).isIn("primary", "replica");
            assertThat(described.getJsonArray("slots")).hasSize(1);
            assertThat(described.getInteger("connections")).isPositive();
        });
    }

    @Test
    void replica_withoutItsPrimary_saysSoAndHasNoLag() {
        // Of three primaries two: nobody is left to elect others.
        ClusterNode replica = cluster.replicasOf(KEY).get(0);
        ClusterNode other = cluster.nodes().stream()
                .filter(node -> node.role() == ClusterNode.Role.PRIMARY && node != cluster.primaryOf(KEY))
                .findFirst()
                .orElseThrow();
        Await.until(
                SOON,
                "a replica in step",
                () -> "up".equals(entry(replica).getString("link"))
                        && entry(replica).containsKey("lagSeconds"));
        cluster.killPrimaryOf(KEY);
        other.kill();
        try {
            Await.until(
                    SOON,
                    "the lost primary",
                    () -> "down".equals(entry(replica).getString("link"))
                            && !entry(replica).containsKey("lagSeconds"));
            assertThat(entry(replica).getString("state")).isEqualTo("up");
            assertThat(gateway.metric(up(replica, "replica"))).isEqualTo(1);
        } finally {
            cluster.settle();
        }
        Await.until(
                SOON,
                "a replica in step again",
                () -> "up".equals(entry(replica).getString("link"))
                        && entry(replica).containsKey("lagSeconds"));
    }

    @Test
    void replica_thatLoads_isNotUp() {
        ClusterNode replica = cluster.replicasOf(KEY).get(0);
        NodeRefusal refusal = NodeRefusal.of(cluster, replica, KEY);
        refusal.begin(Refusal.LOADING);
        try {
            Await.until(
                    SOON,
                    "a replica that loads is not up",
                    () -> !"up".equals(entry(replica).getString("state")));
            assertThat(gateway.metric(up(replica, "replica"))).isZero();
        } finally {
            refusal.end();
        }
        Await.until(
                SOON,
                "a replica that is up again",
                () -> "up".equals(entry(replica).getString("state")));
    }

    @Test
    void nodes_replaced_leaveNoTrace() {
        for (int i : new int[] {1, 4}) {
            ClusterNode former = cluster.node(i);
            Await.until(SOON, "the former node is seen", () -> isTraced(former));

            ClusterNode fresh = cluster.replaceNode(i);

            Await.until(SOON, "the new node is seen", () -> isTraced(fresh));
            Await.until(SOON, "no trace of the former node", () -> !isTraced(former));
        }
    }

    /** A node that was replaced may be said to be a primary for a moment longer, without slots. */
    private static boolean holdsSlots(ClusterNode node) {
        JsonObject entry = entry(node);
        return "primary".equals(entry.getString("role"))
                && !entry.getJsonArray("slots", new JsonArray()).isEmpty();
    }

    private static boolean isTraced(ClusterNode node) {
        return gateway.management("/metrics").body().contains("\"" + node.address() + "\"")
                || gateway.management("/health").body().contains("\"" + node.address() + "\"");
    }

    private static JsonObject redis() {
        return new JsonObject(gateway.management("/health").body())
                .getJsonObject("backends")
                .getJsonObject("redis");
    }

    /** How the node is to operators; an empty object if it is not there. */
    private static JsonObject entry(ClusterNode node) {
        return redis().getJsonArray("nodes").stream()
                .map(JsonObject.class::cast)
                .filter(entry -> node.address().equals(entry.getString("address")))
                .findFirst()
                .orElseGet(JsonObject::new);
    }

    private static String up(ClusterNode node, String role) {
        return "redis_node_up{node=\"" + node.address() + "\",role=\"" + role + "\",zone=\"" + node.zone() + "\"}";
    }

    private static long lines(String nameAndLabels) {
        return values(nameAndLabels).count();
    }

    private static DoubleStream values(String nameAndLabels) {
        return gateway.management("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)));
    }
}
