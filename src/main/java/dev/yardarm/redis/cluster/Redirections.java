package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the node that another one names in place of an answer. A single instance has nobody to name. */
final class Redirections {
    /** A cluster in order needs one, a slot on its way two. */
    static final int MOST = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Redirections.class);
    private static final long REPORT_NANOS = Duration.ofMinutes(1).toNanos();

    private final RedisAccess access;
    private final NodeLinks links;
    private final Topologies topologies;
    private long reportedNanos = System.nanoTime() - REPORT_NANOS;

    Redirections(RedisAccess access, NodeLinks links, Topologies topologies) {
        this.access = access;
        this.links = links;
        this.topologies = topologies;
    }

    /** Whom a failure names, if that is what it is. What it says of the topology is taken note of. */
    Optional<NodeLink> follow(NodeFailure failure, HostPort by) {
        boolean moved = failure.kind() == Kind.MOVED;
        if (moved && !access.cluster()) {
            reportCluster(by);
        }
        if (!access.cluster() || (!moved && failure.kind() != Kind.ASK)) {
            return Optional.empty();
        }
        if (moved) {
            topologies.suspect();
        }
        HostPort announced = failure.redirectedTo(by);
        return Optional.of(links.to(access.addresses().mapped(announced).orElse(announced)));
    }

    /** Not for each command. */
    private void reportCluster(HostPort node) {
        long now = System.nanoTime();
        if (now - reportedNanos >= REPORT_NANOS) {
            reportedNanos = now;
            LOG.atWarn()
                    .addKeyValue("node_id", node)
                    .addKeyValue("remedy", "name it by REDIS_CLUSTER_URL")
                    .log("REDIS_URL names a node of a Redis Cluster, not a single instance");
        }
    }
}
