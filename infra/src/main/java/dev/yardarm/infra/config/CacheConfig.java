package dev.yardarm.infra.config;

/**
 * Redis, as ElastiCache has it.
 *
 * @param nodeType as in {@code cache.t3.micro}
 * @param shards 1 to 9; with their replicas at most nine nodes, as an alarm looks at ten metrics and no more
 * @param replicas of each shard; 1 to 5, of which 2 are needed for a node in each of three zones
 * @param engineVersion 7.x
 * @param snapshotDays 1 to 35
 * @param snapshotWindow in UTC, {@code hh:mm-hh:mm}
 * @param maintenanceWindow in UTC, {@code ddd:hh:mm-ddd:hh:mm}, outside of the snapshot window
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

    public CacheConfig {
        new Rules()
                .require(
                        nodeType.matches("cache\\.[a-z0-9]+\\.[a-z0-9]+"),
                        "cache.nodeType",
                        "must be a type of node, as in cache.t3.micro")
                .range(shards, 1, MOST_NODES, "cache.shards")
                .range(replicas, 1, 5, "cache.replicas")
                .require(
                        shards * (1 + replicas) <= MOST_NODES,
                        "cache.shards",
                        "must give at most " + MOST_NODES + " nodes, each shard with its replicas")
                .require(engineVersion.matches("7\\.[0-9]+"), "cache.engineVersion", "must be 7.x, as in 7.1")
                .range(snapshotDays, 1, 35, "cache.snapshotDays")
                .windows(snapshotWindow, "cache.snapshotWindow", maintenanceWindow, "cache.maintenanceWindow")
                .check();
    }
}
