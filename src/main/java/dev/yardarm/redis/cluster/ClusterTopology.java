package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.Shard.SlotRange;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which nodes there are, and which of them hold which slots. Immutable. */
public final class ClusterTopology {
    /** Before anything is known. */
    static final ClusterTopology UNKNOWN = new ClusterTopology(List.of(), List.of());

    private static final short NOBODY = -1;

    private final List<ClusterNode> nodes;
    private final List<Shard> shards;
    private final short[] shardOfSlot = new short[Slot.COUNT];

    /**
     * In whatever order; each node lists itself and the others in another one.
     *
     * @param nodes all of them, those that hold nothing too
     * @param shards each with a slot at least
     */
    ClusterTopology(Collection<ClusterNode> nodes, Collection<Shard> shards) {
        this.nodes = nodes.stream()
                .sorted(Comparator.comparing(node -> node.address().toString()))
                .toList();
        this.shards = shards.stream()
                .sorted(Comparator.comparing(shard -> shard.slots().get(0).first()))
                .toList();
        Arrays.fill(shardOfSlot, NOBODY);
        for (short i = 0; i < this.shards.size(); i++) {
            for (SlotRange range : this.shards.get(i).slots()) {
                Arrays.fill(shardOfSlot, range.first(), range.last() + 1, i);
            }
        }
    }

    /** A single instance: one shard with all slots and no replica. */
    static ClusterTopology single(HostPort address) {
        ClusterNode node =
                new ClusterNode(address.toString(), address, NodeRole.PRIMARY, Optional.empty(), /* failing= */ false);
        Shard shard = new Shard(node, List.of(), List.of(new SlotRange(0, Slot.COUNT - 1)), 0);
        return new ClusterTopology(List.of(node), List.of(shard));
    }

    public List<ClusterNode> nodes() {
        return nodes;
    }

    public List<Shard> shards() {
        return shards;
    }

    /** The ids of those that hold slots. */
    Set<String> primaryIds() {
        return shards.stream().map(shard -> shard.primary().id()).collect(Collectors.toUnmodifiableSet());
    }

    /** The latest of all shards; negative if there are none. */
    long epoch() {
        return shards.stream().mapToLong(Shard::epoch).max().orElse(-1);
    }

    /** Whether any node is part of both. */
    boolean sharesNodesWith(ClusterTopology other) {
        return nodes.stream()
                .anyMatch(node ->
                        other.nodes.stream().anyMatch(theirs -> theirs.id().equals(node.id())));
    }

    /** Who holds a slot; nobody if the cluster has lost it, or nothing is known yet. */
    public Optional<Shard> shardOf(Slot slot) {
        return Optional.ofNullable(holderOf(slot.number()));
    }

    /** The same by number, null for nobody: for whoever looks at all slots. */
    @Nullable
    Shard holderOf(int slot) {
        short shard = shardOfSlot[slot];
        return shard == NOBODY ? null : shards.get(shard);
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
        return other instanceof ClusterTopology that && nodes.equals(that.nodes) && shards.equals(that.shards);
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
