package dev.yardarm.redis.cluster;

/** The topology as it is known at this moment. Belongs to one event loop. */
interface Topologies {

    /** Begins to learn it; does not wait for it. */
    void open();

    ClusterTopology current();

    /** Something does not fit it: it should be learnt anew soon. Nobody waits for that. */
    void suspect();

    void close();
}
