package dev.yardarm.redis.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node became primary in place of another one.
 *
 * @param former whose slots it has now
 * @param epoch in which it got them
 */
public record Promotion(ClusterNode former, ClusterNode primary, List<Shard.SlotRange> slots, long epoch) {

    /**
     * What happened from one topology to the next. Slots that move between primaries are no promotion: then the former holder
     * is one still, or the new one was one before.
     */
    static List<Promotion> between(ClusterTopology before, ClusterTopology after) {
        Map<String, NodeRole> roles = new HashMap<>();
        before.nodes().forEach(node -> roles.put(node.id(), node.role()));
        Set<String> holders = new HashSet<>();
        after.shards().forEach(shard -> holders.add(shard.primary().id()));
        List<Promotion> promotions = new ArrayList<>();
        for (Shard shard : after.shards()) {
            Optional<ClusterNode> former =
                    before.shardOf(new Slot(shard.slots().get(0).first())).map(Shard::primary);
            if (roles.get(shard.primary().id()) != NodeRole.PRIMARY
                    && former.isPresent()
                    && !holders.contains(former.get().id())) {
                promotions.add(new Promotion(former.get(), shard.primary(), shard.slots(), shard.epoch()));
            }
        }
        return promotions;
    }
}
