package dev.yardarm.redis.cluster;

import java.util.List;

/**
 * A node became primary in place of another one.
 *
 * @param former whose slots it has now
 * @param epoch in which it got them
 */
public record Promotion(ClusterNode former, ClusterNode primary, List<Shard.SlotRange> slots, long epoch) {}
