package dev.yardarm.redis.cluster;

import dev.yardarm.redis.cluster.Shard.SlotRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of a cluster, of all that its nodes say.
 *
 * <p>A primary that was cut off and replaced goes on telling its own truth until it is told better, and a node may have heard
 * of one failover and not of another. So reports are compared slot by slot: the claim with the later epoch holds, of equal
 * ones the one that was heard last. A report that is older in any slot is believed as a whole only after none but such was
 * heard for {@link #OLDER_AFTER}, as when a cluster's epochs began anew, or slots belong to nobody any more.
 */
final class KnownTopology {
    static final Duration OLDER_AFTER = Duration.ofSeconds(10);

    private final LongSupplier nanoClock;
    private ClusterTopology current = ClusterTopology.UNKNOWN;
    private long confirmedNanos;

    KnownTopology(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.confirmedNanos = nanoClock.getAsLong();
    }

    ClusterTopology current() {
        return current;
    }

    /** How long no report was heard that is nowhere older than what is known. */
    Duration sinceConfirmed() {
        return Duration.ofNanos(nanoClock.getAsLong() - confirmedNanos);
    }

    void forget() {
        current = ClusterTopology.UNKNOWN;
    }

    /** Takes a report in; returns whether something else is known by it. */
    boolean hear(ClusterTopology heard) {
        ClusterTopology believed = sinceConfirmed().compareTo(OLDER_AFTER) >= 0 ? heard : merged(current, heard);
        if (believed.equals(heard)) {
            confirmedNanos = nanoClock.getAsLong();
        }
        boolean changed = !believed.equals(current);
        current = believed;
        return changed;
    }

    /** What holds of both; the report itself if it is older in no slot. */
    static ClusterTopology merged(ClusterTopology known, ClusterTopology heard) {
        if (!known.sharesNodesWith(heard)) {
            // Of another cluster, at the addresses of the former one: there is nothing to compare slot by slot.
            return heard.epoch() < known.epoch() ? known : heard;
        }
        @Nullable Shard[] holders = new Shard[Slot.COUNT];
        boolean older = false;
        for (int slot = 0; slot < Slot.COUNT; slot++) {
            Shard before = known.holderOf(slot);
            Shard now = heard.holderOf(slot);
            boolean stays = before != null && (now == null || now.epoch() < before.epoch());
            holders[slot] = stays ? before : now;
            older |= stays;
        }
        return older ? of(holders, heard.nodes()) : heard;
    }

    /** @param nodes all that are known, of which those that hold slots may have changed their roles since */
    private static ClusterTopology of(@Nullable Shard[] holders, Collection<ClusterNode> nodes) {
        List<Shard> shards = grouped(holders);
        Map<String, ClusterNode> all = new HashMap<>();
        nodes.forEach(node -> all.put(node.id(), node));
        shards.forEach(shard -> shard.nodes().forEach(node -> all.put(node.id(), node)));
        return new ClusterTopology(all.values(), shards);
    }

    /** One shard for each primary, described as where its epoch is the latest. */
    private static List<Shard> grouped(@Nullable Shard[] holders) {
        Map<String, Shard> latest = new HashMap<>();
        Map<String, BitSet> slots = new HashMap<>();
        for (int slot = 0; slot < holders.length; slot++) {
            Shard holder = holders[slot];
            if (holder != null) {
                String id = holder.primary().id();
                latest.merge(id, holder, (one, other) -> other.epoch() > one.epoch() ? other : one);
                slots.computeIfAbsent(id, first -> new BitSet()).set(slot);
            }
        }
        return latest.values().stream()
                .map(shard -> new Shard(
                        shard.primary(),
                        // A node that one report knows as a primary may be a replica in the other.
                        shard.replicas().stream()
                                .filter(replica -> !latest.containsKey(replica.id()))
                                .toList(),
                        ranges(slots.getOrDefault(shard.primary().id(), new BitSet())),
                        shard.epoch()))
                .toList();
    }

    private static List<SlotRange> ranges(BitSet slots) {
        List<SlotRange> ranges = new ArrayList<>();
        for (int first = slots.nextSetBit(0); first >= 0; ) {
            int end = slots.nextClearBit(first);
            ranges.add(new SlotRange(first, end - 1));
            first = slots.nextSetBit(end);
        }
        return ranges;
    }
}
