package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.CommandFlow.Pace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The links of one event loop, one to each node. */
final class NodeLinks {
    /** A node that joins is not known to all at once, so one is not given up for being missing from one report. */
    private static final long MISSING_NANOS = Duration.ofSeconds(3).toNanos();

    private final Vertx vertx;
    private final Context context;
    private final RedisAccess access;
    private final Pace pace;
    private final LinkObserver observer;
    private final Map<HostPort, NodeLink> links = new HashMap<>();
    private final Map<HostPort, Long> missingSinceNanos = new HashMap<>();
    private Runnable onChange = () -> {};

    NodeLinks(Vertx vertx, Context context, RedisAccess access, Pace pace, LinkObserver observer) {
        this.vertx = vertx;
        this.context = context;
        this.access = access;
        this.pace = pace;
        this.observer = observer;
    }

    /** Is called each time one has become ready, or has gone away. */
    void onChange(Runnable handler) {
        onChange = handler;
    }

    Optional<NodeLink> find(HostPort address) {
        return Optional.ofNullable(links.get(address));
    }

    /** The link to a node, which is opened if there is none. */
    NodeLink to(HostPort address) {
        NodeLink known = links.get(address);
        if (known != null) {
            return known;
        }
        NodeLink opened = new NodeLink(vertx, context, access, address, pace, observer, () -> onChange.run());
        links.put(address, opened);
        opened.open();
        return opened;
    }

    List<NodeLink> ready() {
        return links.values().stream().filter(NodeLink::isReady).toList();
    }

    /** Opens a link to every node, and closes those to nodes that are not part of it for some time. */
    void follow(ClusterTopology topology) {
        Set<HostPort> members = new HashSet<>();
        for (ClusterNode node : topology.nodes()) {
            members.add(node.address());
            to(node.address()).role(node.role());
        }
        long now = System.nanoTime();
        missingSinceNanos.keySet().removeIf(members::contains);
        for (Iterator<NodeLink> each = links.values().iterator(); each.hasNext(); ) {
            NodeLink link = each.next();
            HostPort address = link.address();
            if (!members.contains(address)
                    && now - missingSinceNanos.computeIfAbsent(address, first -> now) > MISSING_NANOS) {
                each.remove();
                missingSinceNanos.remove(address);
                // There is nothing to do once it is closed.
                Future<Void> unused = link.close();
            }
        }
    }

    /** Closes all, for good or to begin anew. */
    Future<Void> close() {
        List<NodeLink> closing = new ArrayList<>(links.values());
        links.clear();
        missingSinceNanos.clear();
        return Future.join(closing.stream().map(NodeLink::close).toList()).mapEmpty();
    }
}
