package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a cluster's seeds cannot be asked: once for the gateway, however many event loops ask, and only what is new.
 *
 * <p>For all threads; seeds are asked rarely enough for a lock.
 */
public final class TopologyLog implements TopologyObserver {
    private static final Logger LOG = LoggerFactory.getLogger(TopologyLog.class);

    /** Kinds that were logged: several may take turns, as with what answers at random. */
    private final Map<HostPort, Set<Kind>> failures = new HashMap<>();

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
            if (failures.computeIfAbsent(seed, first -> EnumSet.noneOf(Kind.class))
                    .add(failure.kind())) {
                String error = String.valueOf(failure.getMessage());
                LOG.atWarn()
                        .addKeyValue("node_id", seed)
                        .addKeyValue("error", error)
                        .addKeyValue("remedy", Remedy.ofSeed(failure.kind(), error))
                        .log("Redis Cluster endpoint cannot be used, trying on");
            }
        }
    }
}
