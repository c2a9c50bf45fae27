package dev.yardarm.infra.config;

/** Which caches a stage has. */
public enum CacheSetup {
    /** Redis in cluster mode alone. */
    CLUSTER,
    /** The single instance alone, which the cluster replaces. */
    SINGLE,
    /** Both, for the time of the migration from the single instance to the cluster. */
    BOTH;

    public boolean hasCluster() {
        return this != SINGLE;
    }

    public boolean hasSingle() {
        return this != CLUSTER;
    }
}
