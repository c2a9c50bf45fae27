package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.HostPort;
import dev.yardarm.migration.Obstacle;
import dev.yardarm.redis.cluster.ClusterNode;
import dev.yardarm.redis.cluster.ClusterState;
import dev.yardarm.redis.cluster.ClusterState.Condition;
import dev.yardarm.redis.cluster.ClusterState.NodeState;
import dev.yardarm.redis.cluster.NodeRole;
import dev.yardarm.redis.cluster.Shard.SlotRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterObstaclesTest {
    private static final NodeState PRIMARY = node(1, NodeRole.PRIMARY, Condition.UP, 0, 16_383, Duration.ZERO, 0.5);
    private static final NodeState REPLICA = node(2, NodeRole.REPLICA, Condition.UP, 0, 16_383, Duration.ZERO, 0.5);

    private static NodeState node(
            int port, NodeRole role, Condition condition, int first, int last, Duration lag, double memory) {
        ClusterNode node =
                new ClusterNode("id-" + port, new HostPort("127.0.0.1", port), role, Optional.of("a"), false);
        return new NodeState(
                node,
                condition,
                List.of(new SlotRange(first, last)),
                Optional.empty(),
                Optional.of(lag),
                Optional.of(memory));
    }

    private static List<String> obstacles(boolean ok, NodeState... nodes) {
        return ClusterObstacles.of(new ClusterState(ok, List.of(nodes))).stream()
                .map(Obstacle::kind)
                .toList();
    }

    @Test
    void cluster_inOrder_hasNone() {
        assertThat(obstacles(true, PRIMARY, REPLICA)).isEmpty();
    }

    @Test
    void cluster_nothingKnownOfIt_isNotOkAndCoversNothing() {
        assertThat(ClusterObstacles.of(ClusterState.UNKNOWN))
                .extracting(Obstacle::kind)
                .containsExactly("cluster-not-ok", "slots-uncovered");
    }

    @Test
    void cluster_withItsPrimaryDown_isNotCoveredByTheReplica() {
        NodeState down = node(1, NodeRole.PRIMARY, Condition.DOWN, 0, 16_383, Duration.ZERO, 0.5);

        assertThat(obstacles(true, down, REPLICA)).containsExactly("slots-uncovered", "node-down");
    }

    @Test
    void cluster_withSlotsOfNobody_saysHowMany() {
        NodeState half = node(1, NodeRole.PRIMARY, Condition.UP, 0, 8_191, Duration.ZERO, 0.5);

        assertThat(ClusterObstacles.of(new ClusterState(true, List.of(half))))
                .containsExactly(new Obstacle("slots-uncovered", "8192 of 16384 slots have no primary that is up."));
    }

    @Test
    void cluster_withALaggingReplicaAndAFullNode_namesBoth() {
        NodeState behind = node(2, NodeRole.REPLICA, Condition.UP, 0, 16_383, Duration.ofMillis(501), 0.91);

        assertThat(obstacles(true, PRIMARY, behind)).containsExactly("lag", "memory");
    }
}
