package dev.yardarm.redis.cluster;

/** Is told how a cluster is, by its one monitor, on that one's event loop. Must not fail or wait. */
public interface ClusterObserver {

    /** Every second, and when it changes. */
    void seen(ClusterState state);

    /** A replica has become primary in place of another node. Told once. */
    void failedOver(Promotion promotion);
}
