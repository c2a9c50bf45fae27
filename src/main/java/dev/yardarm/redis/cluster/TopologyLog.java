package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a cluster's seeds cannot be asked: once for the gateway, however many event loops ask, and only what is new.
 *
 * <p>For all threads; seeds are asked rarely enough for a lock.
 */
public final class TopologyLog implements TopologyObserver {
    private static final Logger LOG = LoggerFactory.getLogger(TopologyLog.class);

    /** What a node that is no part of a cluster says to CLUSTER; an error without a prefix that is its own. */
    private static final String NO_CLUSTER = "cluster support disabled";

    private final Map<HostPort, Kind> failures = new HashMap<>();

    @Override
    public void learnt(ClusterTopology topology) {
        LOG.atDebug().addKeyValue("shards", topology).log("Redis Cluster topology");
    }

    @Override
    public void seedAnswered(HostPort seed) {
        synchronized (failures) {
            failures.remove(seed);
        }
    }

    @Override
    public void seedFailed(HostPort seed, NodeFailure failure) {
        synchronized (failures) {
            if (failures.put(seed, failure.kind()) != failure.kind()) {
                LOG.atWarn()
                        .addKeyValue("node_id", seed)
                        .addKeyValue("error", failure.getMessage())
                        .addKeyValue("remedy", remedy(failure))
                        .log("Redis Cluster endpoint cannot be used, trying on");
            }
        }
    }

    private static String remedy(NodeFailure failure) {
        if (String.valueOf(failure.getMessage()).contains(NO_CLUSTER)) {
            return "this is a single instance: name it by REDIS_URL, or name a node of a cluster";
        }
        return failure.kind() == Kind.CLUSTERDOWN
                ? "the node belongs to no cluster that serves: check that the cluster has been formed"
                : LinkLog.remedy(failure.kind());
    }
}
