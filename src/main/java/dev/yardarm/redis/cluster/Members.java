package dev.yardarm.redis.cluster;

import dev.yardarm.redis.cluster.CommandFlow.Pace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The nodes of a Redis as one event loop reaches them: the topology, and a link to each node. */
final class Members {
    private final NodeLinks links;
    private final Topologies topologies;
    private Runnable onChange = () -> {};

    Members(
            Vertx vertx,
            Context context,
            RedisAccess access,
            Pace pace,
            LinkObserver observer,
            TopologyObserver topologyObserver) {
        this.links = new NodeLinks(vertx, context, access, pace, observer);
        this.topologies = access.cluster()
                ? new TopologyWatch(vertx, access, links, topologyObserver, () -> onChange.run())
                : new SingleTopology(access, links);
        links.onChange(() -> {
            topologies.suspect();
            onChange.run();
        });
    }

    /** Begins to connect; does not wait for it. */
    void open() {
        topologies.open();
    }

    /** Is called each time a node has become ready or has gone away, and each time another topology has been learnt. */
    void onChange(Runnable handler) {
        onChange = handler;
    }

    NodeLinks links() {
        return links;
    }

    Topologies topologies() {
        return topologies;
    }

    Future<Void> close() {
        topologies.close();
        return links.close();
    }
}
