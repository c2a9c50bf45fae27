package dev.yardarm.infra.config;

import java.util.regex.Pattern;

/**
 * Redis, as ElastiCache has it.
 *
 * @param nodeType one that ElastiCache has, as in {@code cache.t3.micro}
 * @param shards 1 to 9; with their replicas at most nine nodes, as an alarm looks at ten metrics and no more
 * @param replicas of each shard; 1 to 5, of which 2 are needed for a node in each of three zones
 * @param engineVersion 7.0 or 7.1, the last that ElastiCache has of Redis
 * @param snapshotDays 1 to 35
 * @param snapshotWindow in UTC, {@code hh:mm-hh:mm}, an hour or more
 * @param maintenanceWindow in UTC, {@code ddd:hh:mm-ddd:hh:mm}, an hour to a day, outside of the snapshot window
 */
public record CacheConfig(
        CacheSetup setup,
        String nodeType,
        int shards,
        int replicas,
        String engineVersion,
        int snapshotDays,
        String snapshotWindow,
        String maintenanceWindow) {
    private static final int MOST_NODES = 9;
    private static final int LEAST_WINDOW_MINUTES = 60;

    /** Of the current generations, those that keep all data in memory: r6gd wants another setting beside it. */
    private static final Pattern NODE_TYPE = Pattern.compile("cache\\.(t(3|4g)\\.(micro|small|medium)"
            + "|[mr]5\\.(large|(2|4|12|24)?xlarge)"
            + "|([mr][67]g|c7gn)\\.(large|(2|4|8|12|16)?xlarge))");

    public CacheConfig {
        new Rules()
                .require(
                        NODE_TYPE.matcher(nodeType).matches(),
                        "cache.nodeType",
                        "must be a type of node that ElastiCache has, as in cache.t3.micro: of t3, t4g, m5, m6g, m7g, r5, r6g,"
                                + " r7g or c7gn")
                .range(shards, 1, MOST_NODES, "cache.shards")
                .range(replicas, 1, 5, "cache.replicas")
                .require(
                        shards * (1 + replicas) <= MOST_NODES,
                        "cache.shards",
                        "must give at most " + MOST_NODES + " nodes, each shard with its replicas")
                .require(engineVersion.matches("7\\.[01]"), "cache.engineVersion", "must be 7.0 or 7.1")
                .range(snapshotDays, 1, 35, "cache.snapshotDays")
                .windows(
                        snapshotWindow,
                        "cache.snapshotWindow",
                        maintenanceWindow,
                        "cache.maintenanceWindow",
                        LEAST_WINDOW_MINUTES)
                .check();
    }
}
