package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;

/** Is told how a cluster's topology becomes known, on the event loop of who learns it. Must not fail or wait. */
public interface TopologyObserver {
    /** For whoever does not care. */
    TopologyObserver NONE = new TopologyObserver() {
        @Override
        public void learnt(ClusterTopology topology) {}

        @Override
        public void seedAnswered(HostPort seed) {}

        @Override
        public void seedFailed(HostPort seed, NodeFailure failure) {}
    };

    /** Another one than the last. */
    void learnt(ClusterTopology topology);

    /** A seed has said who belongs to its cluster. */
    void seedAnswered(HostPort seed);

    /** A seed could not be asked, or is no part of a cluster. */
    void seedFailed(HostPort seed, NodeFailure failure);
}
