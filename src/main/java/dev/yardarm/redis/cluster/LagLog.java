package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.ClusterState.NodeState;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that a replica is far behind its primary, and that it has caught up: once each, however often it is looked at.
 *
 * <p>Belongs to one event loop.
 */
final class LagLog {
    private static final Logger LOG = LoggerFactory.getLogger(LagLog.class);

    /** What alarms are raised at. */
    private static final Duration FAR = Duration.ofMillis(500);

    /** Half of it, so that a lag that goes up and down around the limit is one line. */
    private static final Duration CAUGHT_UP = Duration.ofMillis(250);

    private final Set<HostPort> behind = new HashSet<>();

    void seen(ClusterState state) {
        behind.retainAll(
                state.nodes().stream().map(node -> node.node().address()).collect(Collectors.toSet()));
        state.nodes().forEach(node -> node.lag().ifPresent(lag -> seen(node, lag)));
    }

    private void seen(NodeState node, Duration lag) {
        HostPort address = node.node().address();
        if (lag.compareTo(FAR) > 0 && behind.add(address)) {
            LOG.atWarn()
                    .addKeyValue("node_id", address)
                    .addKeyValue("zone", node.node().zone().orElse("unknown"))
                    .addKeyValue("lag_ms", lag.toMillis())
                    .log("Replica is far behind its primary");
        } else if (lag.compareTo(CAUGHT_UP) <= 0 && behind.remove(address)) {
            LOG.atInfo()
                    .addKeyValue("node_id", address)
                    .addKeyValue("lag_ms", lag.toMillis())
                    .log("Replica has caught up with its primary");
        }
    }
}
