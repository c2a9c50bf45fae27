package dev.yardarm;

import dev.yardarm.bus.BreakerLog;
import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.bus.CacheClient;
import dev.yardarm.bus.CacheVerticle;
import dev.yardarm.config.RedisConfig.Timeouts;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.metrics.BreakerMeters;
import dev.yardarm.metrics.ClusterMeters;
import dev.yardarm.metrics.RedisMeters;
import dev.yardarm.migration.Obstacle;
import dev.yardarm.read.Backend;
import dev.yardarm.read.FlagCache;
import dev.yardarm.redis.RedisFlagCache;
import dev.yardarm.redis.cluster.ClusterMonitor;
import dev.yardarm.redis.cluster.CommandRouter;
import dev.yardarm.redis.cluster.LinkLog;
import dev.yardarm.redis.cluster.RedisAccess;
import dev.yardarm.redis.cluster.TopologyLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/** One Redis as a cache: its connections, on event loops of their own, and those who watch them. */
final class RedisBackend {
    /**
     * With one connection each, they and the monitor have eight to a node: of the ten that a process may have, those that no
     * alarm is for.
     */
    static final int MOST_VERTICLES = 7;

    /** For the way over the event bus and back, on top of what an adapter may take. */
    static final Duration BUS = Duration.ofMillis(100);

    private final Vertx vertx;
    private final RedisAccess access;
    private final int first;
    private final int verticles;
    private final RedisMeters meters;
    private final Optional<ClusterMeters> clusterMeters;
    private final BreakerMeters breakerMeters;
    private final LinkLog links;
    private final TopologyLog topologies = new TopologyLog();
    private final BreakerLog breakers;

    /**
     * @param first number of its verticles, which are numbered through all Redis of a gateway
     * @param isMonitored whether its nodes are watched if it is a cluster; of one gateway's Redis only one can be
     */
    RedisBackend(
            Vertx vertx,
            RedisAccess access,
            int first,
            int verticles,
            boolean isMonitored,
            MeterRegistry registry,
            BreakerMeters breakerMeters) {
        this.vertx = vertx;
        this.access = access;
        this.first = first;
        this.verticles = verticles;
        this.meters = new RedisMeters(registry, access.cluster());
        this.clusterMeters =
                access.cluster() && isMonitored ? Optional.of(new ClusterMeters(registry)) : Optional.empty();
        this.breakerMeters = breakerMeters;
        this.links = new LinkLog(meters, access.cluster());
        this.breakers = new BreakerLog(breakerMeters, access.cluster());
    }

    /**
     * Opens its connections; does not wait for any.
     *
     * @param probed the environment by which it is asked whether it is back
     * @param isCommitted whether a revision that was committed still is
     */
    Future<?> deploy(Duration lifetime, Environment probed, BiPredicate<Environment, Revision> isCommitted) {
        AtomicInteger instances = new AtomicInteger(first);
        Future<String> caches = vertx.deployVerticle(
                () -> new CacheVerticle(
                        instances.getAndIncrement(), context -> open(context, lifetime, probed, isCommitted), breakers),
                new DeploymentOptions().setInstances(verticles));
        Future<?> monitor = clusterMeters
                .<Future<?>>map(seen -> vertx.deployVerticle(
                        new MonitorVerticle(context -> new ClusterMonitor(vertx, context, access, links, seen))))
                .orElseGet(Future::succeededFuture);
        return Future.all(caches, monitor);
    }

    private CacheVerticle.Adapter open(
            Context context, Duration lifetime, Environment probed, BiPredicate<Environment, Revision> isCommitted) {
        CommandRouter router = new CommandRouter(vertx, context, access, links, topologies);
        RedisFlagCache cache =
                new RedisFlagCache(vertx, router, lifetime, timeouts().budget(), isCommitted);
        router.open();
        return new CacheVerticle.Adapter(cache, () -> cache.probe(probed), () -> {
            cache.close();
            return router.close();
        });
    }

    private Timeouts timeouts() {
        return access.endpoint().current().timeouts();
    }

    /** As one event loop sees it: always by the same of its verticles, so that its reads meet there. */
    FlagCache client(int eventLoop) {
        return new CacheClient(
                vertx,
                first + eventLoop % verticles,
                timeouts().budget().multipliedBy(2).plus(BUS));
    }

    /** For operators. */
    String name() {
        return access.cluster() ? "cluster" : "redis";
    }

    /** What stands in the way of its answering all reads; none if it could. */
    List<Obstacle> obstacles() {
        if (clusterMeters.isPresent()) {
            return ClusterObstacles.of(clusterMeters.get().state());
        }
        return meters.isConnected()
                ? List.of()
                : List.of(new Obstacle("not-connected", "There is no connection to the new cache that is ready."));
    }

    /** Whether it can be used: connected, its breakers closed, and no command refused for want of rights lately. */
    boolean isAvailable() {
        return meters.isConnected() && meters.isAllowed() && breaker() == State.CLOSED;
    }

    /** For operators. */
    JsonObject report() {
        return RedisReport.of(breaker(), meters, clusterMeters);
    }

    private State breaker() {
        return breakerMeters.state(Backend.REDIS, first, first + verticles);
    }

    void close() {
        access.endpoint().close();
    }
}
