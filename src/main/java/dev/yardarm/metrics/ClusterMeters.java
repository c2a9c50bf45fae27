package dev.yardarm.metrics;

import dev.yardarm.redis.cluster.ClusterNode;
import dev.yardarm.redis.cluster.ClusterObserver;
import dev.yardarm.redis.cluster.ClusterState;
import dev.yardarm.redis.cluster.Promotion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.stream.Collectors;

/** Shows how a Redis Cluster is. */
public final class ClusterMeters implements ClusterObserver {
    private final MultiGauge up;
    private final MultiGauge lag;
    private final Counter failovers;
    private volatile ClusterState state = ClusterState.UNKNOWN;

    public ClusterMeters(MeterRegistry registry) {
        up = MultiGauge.builder("redis.node.up")
                .description(
                        "1 if this process has a connection to the node that answers in time, and it is not loading")
                .register(registry);
        lag = MultiGauge.builder("redis.replication.lag.seconds")
                .description("How far the replica is behind its primary, measured by a key that is written to it")
                .register(registry);
        failovers = Counter.builder("redis.failovers")
                .description("Replicas that became primary in place of another node")
                .register(registry);
        Gauge.builder("redis.cluster.ok", this, meters -> meters.state.ok() ? 1 : 0)
                .description(
                        "1 if every shard has a primary that can be reached and the nodes find the cluster in order")
                .register(registry);
    }

    /** The last that was seen. */
    public ClusterState state() {
        return state;
    }

    @Override
    public void seen(ClusterState seen) {
        state = seen;
        up.register(
                seen.nodes().stream()
                        .map(node -> MultiGauge.Row.of(
                                tags(node.node()).and("role", node.node().role().label()), node.isUp() ? 1 : 0))
                        .collect(Collectors.toList()),
                /* overwrite= */ true);
        lag.register(
                seen.nodes().stream()
                        .flatMap(node -> node.lag().stream()
                                .map(behind -> MultiGauge.Row.of(tags(node.node()), behind.toNanos() / 1e9)))
                        .collect(Collectors.toList()),
                /* overwrite= */ true);
    }

    @Override
    public void failedOver(Promotion promotion) {
        failovers.increment();
    }

    private static Tags tags(ClusterNode node) {
        return Tags.of("node", node.address().toString(), "zone", node.zone().orElse("unknown"));
    }
}
