package dev.yardarm;

import dev.yardarm.migration.Obstacle;
import dev.yardarm.redis.cluster.ClusterState;
import dev.yardarm.redis.cluster.ClusterState.NodeState;
import dev.yardarm.redis.cluster.NodeRole;
import dev.yardarm.redis.cluster.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a cluster's state puts in the way of its taking over. */
final class ClusterObstacles {
    /** As the alarm on it has it. */
    private static final Duration MOST_LAG = Duration.ofMillis(500);

    private static final double MOST_MEMORY = 0.9;

    private ClusterObstacles() {}

    static List<Obstacle> of(ClusterState state) {
        List<Obstacle> all = new ArrayList<>();
        if (!state.ok()) {
            all.add(new Obstacle("cluster-not-ok", "The cluster is not in order, or cannot be reached."));
        }
        int uncovered = Slot.COUNT - covered(state);
        if (uncovered > 0) {
            all.add(new Obstacle(
                    "slots-uncovered", uncovered + " of " + Slot.COUNT + " slots have no primary that is up."));
        }
        for (NodeState node : state.nodes()) {
            String address = node.node().address().toString();
            if (!node.isUp()) {
                all.add(new Obstacle(
                        "node-down",
                        "Node " + address + " is " + node.condition().label() + "."));
            }
            node.lag()
                    .filter(lag -> lag.compareTo(MOST_LAG) > 0)
                    .ifPresent(lag -> all.add(new Obstacle(
                            "lag", "Replica " + address + " is " + lag.toMillis() + " ms behind its primary.")));
            node.memory()
                    .filter(used -> used > MOST_MEMORY)
                    .ifPresent(used -> all.add(new Obstacle(
                            "memory",
                            String.format(Locale.ROOT, "Node %s uses %.0f %% of its memory.", address, used * 100))));
        }
        return all;
    }

    /** By a primary: a replica alone answers reads, and nothing can be written. */
    private static int covered(ClusterState state) {
        return state.nodes().stream()
                .filter(node -> node.isUp() && node.node().role() == NodeRole.PRIMARY)
                .flatMap(node -> node.slots().stream())
                .distinct()
                .mapToInt(range -> range.last() - range.first() + 1)
                .sum();
    }
}
