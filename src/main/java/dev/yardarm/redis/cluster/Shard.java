package dev.yardarm.redis.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that hold the same slots.
 *
 * @param slots in order
 * @param epoch in which the primary got them: of two claims to a slot the one with the later epoch holds (Redis Cluster
 *     specification, "Configuration epoch")
 */
public record Shard(ClusterNode primary, List<ClusterNode> replicas, List<SlotRange> slots, long epoch) {

    /** From the first to the last, both included and 0 to 16383. */
    public record SlotRange(int first, int last) {
        public SlotRange {
            if (first < 0 || first > last || last >= Slot.COUNT) {
                throw new IllegalArgumentException("not a range of slots: " + first + "-" + last);
            }
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    public Shard {
        replicas = List.copyOf(replicas);
        slots = List.copyOf(slots);
    }

    /** The primary first. */
    public List<ClusterNode> nodes() {
        List<ClusterNode> nodes = new ArrayList<>(replicas.size() + 1);
        nodes.add(primary);
        nodes.addAll(replicas);
        return nodes;
    }
}
