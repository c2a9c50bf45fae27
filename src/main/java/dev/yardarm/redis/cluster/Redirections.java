package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import java.util.Optional;

/** Finds the node that another one names in place of an answer. A single instance has nobody to name. */
final class Redirections {
    /** A cluster in order needs one, a slot on its way two. */
    static final int MOST = 3;

    private final RedisAccess access;
    private final NodeLinks links;
    private final Topologies topologies;

    Redirections(RedisAccess access, NodeLinks links, Topologies topologies) {
        this.access = access;
        this.links = links;
        this.topologies = topologies;
    }

    /** Whom a failure names, if that is what it is. What it says of the topology is taken note of. */
    Optional<NodeLink> follow(NodeFailure failure, HostPort by) {
        boolean moved = failure.kind() == Kind.MOVED;
        if (!access.cluster() || (!moved && failure.kind() != Kind.ASK)) {
            return Optional.empty();
        }
        if (moved) {
            topologies.suspect();
        }
        return failure.redirectedTo(by)
                .map(announced -> links.to(access.addresses().mapped(announced).orElse(announced)));
    }
}
