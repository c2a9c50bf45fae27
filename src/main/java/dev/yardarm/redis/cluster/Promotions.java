package dev.yardarm.redis.cluster;

import java.util.Arrays;
import java.util.List;

/**
 * The promotions in a row of topologies, each told once.
 *
 * <p>What is known can go back for a while, since an old report is believed when there is no other. So of each slot the
 * latest epoch is kept in which it was seen to be held, and a promotion counts only in a later one.
 */
final class Promotions {
    private static final long NEVER = -1;

    private final long[] latestOfSlot = new long[Slot.COUNT];
    private ClusterTopology known = ClusterTopology.UNKNOWN;

    /** Those that the next topology shows. A cluster in place of another is none, and its epochs begin anew. */
    List<Promotion> in(ClusterTopology next) {
        if (!known.sharesNodesWith(next)) {
            known = ClusterTopology.UNKNOWN;
            Arrays.fill(latestOfSlot, NEVER);
        }
        List<Promotion> promotions =
                Promotion.between(known, next).stream().filter(this::isNew).toList();
        known = next;
        next.shards().forEach(this::keepEpoch);
        return promotions;
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
}
