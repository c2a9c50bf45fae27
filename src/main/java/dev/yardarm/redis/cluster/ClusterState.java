package dev.yardarm.redis.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

    /** Whether a node can be asked. */
    public enum Condition {
        /** It has answered, and does so in time. */
        UP,
        /** It answers that it is reading its data, and nothing else. */
        LOADING,
        DOWN;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A replica's way to its primary, by its own word. One that is not up serves what it had before. */
    public enum PrimaryLink {
        UP,
        /** It is getting all of its primary's data. */
        SYNCING,
        DOWN;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One node.
     *
     * @param slots of its shard; none if it holds nothing
     * @param toPrimary none for a primary, and while it is not known
     * @param lag how far it is behind its primary; none for a primary, and while it is not known
     * @param memory what it uses of what it may, from 0 to 1; none without a limit, and while it is not known
     */
    public record NodeState(
            ClusterNode node,
            Condition condition,
            List<Shard.SlotRange> slots,
            Optional<PrimaryLink> toPrimary,
            Optional<Duration> lag,
            Optional<Double> memory) {

        public boolean isUp() {
            return condition == Condition.UP;
        }
    }
}
