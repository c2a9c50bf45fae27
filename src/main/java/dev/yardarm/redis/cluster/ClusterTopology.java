package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.Shard.SlotRange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which nodes there are, and which of them hold which slots. Immutable. */
public final class ClusterTopology {
    /** Before anything is known. */
    static final ClusterTopology UNKNOWN = new ClusterTopology(List.of(), List.of(), -1);

    private static final short NOBODY = -1;

    private final List<ClusterNode> nodes;
    private final List<Shard> shards;
    private final long epoch;
    private final short[] shardOfSlot = new short[Slot.COUNT];

    /**
     * @param nodes all of them, those that hold nothing too
     * @param epoch the latest of those in which primaries got their slots: the cluster's clock (Redis Cluster specification,
     *     "Configuration epoch")
     */
    ClusterTopology(List<ClusterNode> nodes, List<Shard> shards, long epoch) {
        this.nodes = List.copyOf(nodes);
        this.shards = List.copyOf(shards);
        this.epoch = epoch;
        Arrays.fill(shardOfSlot, NOBODY);
        for (short i = 0; i < shards.size(); i++) {
            for (SlotRange range : shards.get(i).slots()) {
                Arrays.fill(shardOfSlot, range.first(), range.last() + 1, i);
            }
        }
    }

    /** A single instance: one shard with all slots and no replica. */
    static ClusterTopology single(HostPort address) {
        ClusterNode node =
                new ClusterNode(address.toString(), address, NodeRole.PRIMARY, Optional.empty(), /* failing= */ false);
        Shard shard = new Shard(node, List.of(), List.of(new SlotRange(0, Slot.COUNT - 1)));
        return new ClusterTopology(List.of(node), List.of(shard), 0);
    }

    public List<ClusterNode> nodes() {
        return nodes;
    }

    public List<Shard> shards() {
        return shards;
    }

    public long epoch() {
        return epoch;
    }

    /** Whether any node is part of both. */
    boolean sharesNodesWith(ClusterTopology other) {
        return nodes.stream()
                .anyMatch(node ->
                        other.nodes.stream().anyMatch(theirs -> theirs.id().equals(node.id())));
    }

    /** Who holds a slot; nobody if the cluster has lost it, or nothing is known yet. */
    public Optional<Shard> shardOf(Slot slot) {
        short shard = shardOfSlot[slot.number()];
        return shard == NOBODY ? Optional.empty() : Optional.of(shards.get(shard));
    }

    /** Whether every slot is held by somebody. */
    public boolean isWhole() {
        for (short shard : shardOfSlot) {
            if (shard == NOBODY) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterTopology that
                && epoch == that.epoch
                && nodes.equals(that.nodes)
                && shards.equals(that.shards);
    }

    @Override
    public int hashCode() {
        return 31 * nodes.hashCode() + shards.hashCode();
    }

    @Override
    public String toString() {
        return shards.toString();
    }
}
