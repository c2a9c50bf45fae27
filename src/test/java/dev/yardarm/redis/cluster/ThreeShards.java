package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.Shard.SlotRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What nodes say of a cluster of three shards, each of two nodes: shard 0 of a0 and b0, and so on. */
record ThreeShards(List<String> primaries, List<Long> epochs) {
    static final ThreeShards AT_FIRST = new ThreeShards(List.of("a0", "a1", "a2"), List.of(1L, 2L, 3L));

    static final List<SlotRange> SLOTS =
            List.of(new SlotRange(0, 5460), new SlotRange(5461, 10922), new SlotRange(10923, 16383));

    /** The same after the other node of a shard has become its primary. */
    ThreeShards failedOver(int shard, long epoch) {
        List<String> changed = new ArrayList<>(primaries);
        changed.set(shard, replicaOf(shard));
        List<Long> epochsAfter = new ArrayList<>(epochs);
        epochsAfter.set(shard, epoch);
        return new ThreeShards(changed, epochsAfter);
    }

    ClusterTopology topology() {
        List<ClusterNode> nodes = new ArrayList<>();
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < SLOTS.size(); i++) {
            Shard shard = new Shard(
                    node(primaries.get(i), NodeRole.PRIMARY),
                    List.of(node(replicaOf(i), NodeRole.REPLICA)),
                    List.of(SLOTS.get(i)),
                    epochs.get(i));
            shards.add(shard);
            nodes.addAll(shard.nodes());
        }
        return new ClusterTopology(nodes, shards);
    }

    static ClusterNode node(String id, NodeRole role) {
        return new ClusterNode(id, new HostPort(id, 6379), role, Optional.empty(), /* failing= */ false);
    }

    private String replicaOf(int shard) {
        return (primaries.get(shard).startsWith("a") ? "b" : "a") + shard;
    }
}
