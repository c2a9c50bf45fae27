package dev.yardarm;

import dev.yardarm.redis.cluster.ClusterMonitor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Owns the monitor of a Redis Cluster, on an event loop of its own. */
final class MonitorVerticle extends VerticleBase {
    private final Function<Context, ClusterMonitor> make;
    private @Nullable ClusterMonitor monitor;

    MonitorVerticle(Function<Context, ClusterMonitor> make) {
        this.make = make;
    }

    @Override
    public Future<?> start() {
        ClusterMonitor made = make.apply(context);
        monitor = made;
        made.open();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return monitor == null ? Future.succeededFuture() : monitor.close();
    }
}
