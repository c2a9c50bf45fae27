package dev.yardarm.redis.cluster;

/** That of a single instance: known from the start, and never another. */
final class SingleTopology implements Topologies {
    private final ClusterTopology topology;
    private final NodeLinks links;

    SingleTopology(RedisAccess access, NodeLinks links) {
        this.topology =
                ClusterTopology.single(access.endpoint().current().seeds().get(0));
        this.links = links;
    }

    @Override
    public void open() {
        links.follow(topology);
    }

    @Override
    public ClusterTopology current() {
        return topology;
    }

    @Override
    public void suspect() {
        // There is nothing else that it could be.
    }

    @Override
    public void close() {
        // Nothing goes on.
    }
}
