package dev.yardarm.redis.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a cluster is at a moment, as its monitor sees it.
 *
 * @param ok whether every shard has a primary that can be reached, and most of the nodes that answer say {@code
 *     cluster_state:ok}
 */
public record ClusterState(boolean ok, List<NodeState> nodes) {
    /** Before anything is known. */
    public static final ClusterState UNKNOWN = new ClusterState(false, List.of());

    public ClusterState {
        nodes = List.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param up whether it has answered, and does so in time
     * @param slots of its shard; none if it holds nothing
     * @param lag how far it is behind its primary; none for a primary, and while it is not known
     */
    public record NodeState(ClusterNode node, boolean up, List<Shard.SlotRange> slots, Optional<Duration> lag) {}
}
