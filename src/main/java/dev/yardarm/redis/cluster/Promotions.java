package dev.yardarm.redis.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The promotions in a row of topologies, each told once.
 *
 * <p>What is known can go back for a while, since an old report is believed when there is no other. So of each slot the
 * latest epoch is kept in which it was seen to be held, and a promotion counts only in a later one.
 *
 * <p>Slots that move between primaries are no promotion: then the former holder is one still, or the new one was one before,
 * or was an empty primary, made for it. That a node without slots is said to be a primary is not enough for the latter: nodes
 * say it of one that was replaced, until they hear of its new role from itself.
 */
final class Promotions {
    private static final long NEVER = -1;

    private final long[] latestOfSlot = new long[Slot.COUNT];
    /** By id, those that were a replica or held slots once. */
    private final Set<String> members = new HashSet<>();

    private ClusterTopology known = ClusterTopology.UNKNOWN;

    /** Those that the next topology shows. A cluster in place of another is none, and its epochs begin anew. */
    List<Promotion> in(ClusterTopology next) {
        if (!known.sharesNodesWith(next)) {
            known = ClusterTopology.UNKNOWN;
            Arrays.fill(latestOfSlot, NEVER);
            members.clear();
        }
        List<Promotion> promotions = to(next).stream().filter(this::isNew).toList();
        known = next;
        next.shards().forEach(this::keepEpoch);
        keepMembers(next);
        return promotions;
    }

    private List<Promotion> to(ClusterTopology next) {
        Set<String> before = known.primaryIds();
        Set<String> after = next.primaryIds();
        List<Promotion> promotions = new ArrayList<>();
        for (Shard shard : next.shards()) {
            String id = shard.primary().id();
            Optional<ClusterNode> former =
                    known.shardOf(new Slot(shard.slots().get(0).first())).map(Shard::primary);
            if (!before.contains(id)
                    && !isEmptyPrimary(id)
                    && former.isPresent()
                    && !after.contains(former.get().id())) {
                promotions.add(new Promotion(former.get(), shard.primary(), shard.slots(), shard.epoch()));
            }
        }
        return promotions;
    }

    /** A node that was not known until now may have been anything. */
    private boolean isEmptyPrimary(String id) {
        return !members.contains(id)
                && known.nodes().stream().anyMatch(node -> node.id().equals(id));
    }

    private boolean isNew(Promotion promotion) {
        return promotion.epoch() > latestOfSlot[promotion.slots().get(0).first()];
    }

    private void keepEpoch(Shard shard) {
        for (Shard.SlotRange range : shard.slots()) {
            for (int slot = range.first(); slot <= range.last(); slot++) {
                latestOfSlot[slot] = Math.max(latestOfSlot[slot], shard.epoch());
            }
        }
    }

    private void keepMembers(ClusterTopology topology) {
        members.retainAll(topology.nodes().stream().map(ClusterNode::id).collect(Collectors.toSet()));
        members.addAll(topology.primaryIds());
        topology.nodes().stream()
                .filter(node -> node.role() == NodeRole.REPLICA)
                .forEach(node -> members.add(node.id()));
    }
}
