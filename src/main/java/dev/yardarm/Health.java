package dev.yardarm;

import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.config.HostPort;
import dev.yardarm.http.HealthReport;
import dev.yardarm.http.Readiness;
import dev.yardarm.metrics.BreakerMeters;
import dev.yardarm.metrics.ClusterMeters;
import dev.yardarm.metrics.RedisMeters;
import dev.yardarm.read.Backend;
import dev.yardarm.read.FeedState;
import dev.yardarm.read.Hearing;
import dev.yardarm.read.LastKnownGood.Origin;
import dev.yardarm.read.SnapshotState;
import dev.yardarm.redis.cluster.ClusterNode;
import dev.yardarm.redis.cluster.ClusterState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What operators are told of the gateway. It is ready from the first read that could be answered until it is told to stop:
 * a backend that is lost is reported, and does not make it unready.
 */
final class Health implements HealthReport, Readiness {
    private final String cacheName;
    private final BreakerMeters breakers;
    private final RedisMeters redis;
    private final Optional<ClusterMeters> cluster;
    private final Supplier<List<SnapshotState>> snapshots;
    private final Hearing hearing;
    private volatile boolean warm;
    private volatile boolean stopping;

    Health(
            String cacheName,
            BreakerMeters breakers,
            RedisMeters redis,
            Optional<ClusterMeters> cluster,
            Supplier<List<SnapshotState>> snapshots,
            Hearing hearing) {
        this.cacheName = cacheName;
        this.breakers = breakers;
        this.redis = redis;
        this.cluster = cluster;
        this.snapshots = snapshots;
        this.hearing = hearing;
    }

    /** A read can be answered. */
    void warmedUp() {
        warm = true;
    }

    /** No further requests are wanted. */
    void stopping() {
        stopping = true;
    }

    @Override
    public boolean isReady() {
        return warm && !stopping;
    }

    @Override
    public JsonObject report() {
        JsonObject backends = new JsonObject().put(Backend.POSTGRES.label(), postgres());
        if (cacheName.equals(Backend.REDIS.label())) {
            backends.put(Backend.REDIS.label(), redis());
        }
        return new JsonObject()
                .put("status", status())
                .put("cache", cacheName)
                .put("backends", backends)
                .put("changeFeed", changeFeed())
                .put("snapshots", snapshots());
    }

    private String status() {
        if (stopping) {
            return "stopping";
        }
        return warm ? "ready" : "starting";
    }

    private JsonObject postgres() {
        State breaker = breakers.state(Backend.POSTGRES);
        return new JsonObject()
                .put("state", breaker == State.CLOSED ? "up" : "down")
                .put("breaker", name(breaker));
    }

    private JsonObject redis() {
        State breaker = breakers.state(Backend.REDIS);
        boolean connected = redis.connections().values().stream().anyMatch(connections -> connections > 0);
        JsonObject report = new JsonObject()
                .put("state", connected && breaker == State.CLOSED ? "up" : "down")
                .put("breaker", name(breaker));
        cluster.ifPresent(meters -> report.put("clusterOk", meters.state().ok()));
        return report.put(
                "nodes", cluster.map(meters -> nodesOf(meters.state())).orElseGet(this::singleNode));
    }

    private JsonArray singleNode() {
        JsonArray nodes = new JsonArray();
        redis.connections()
                .forEach((node, connections) -> nodes.add(new JsonObject()
                        .put("address", node.toString())
                        .put("role", "primary")
                        .put("state", connections > 0 ? "up" : "down")
                        .put("connections", connections)));
        return nodes;
    }

    private JsonArray nodesOf(ClusterState state) {
        Map<HostPort, Integer> connections = redis.connections();
        JsonArray nodes = new JsonArray();
        for (ClusterState.NodeState node : state.nodes()) {
            ClusterNode described = node.node();
            JsonArray slots = new JsonArray();
            node.slots().forEach(range -> slots.add(range.toString()));
            JsonObject entry = new JsonObject()
                    .put("address", described.address().toString())
                    .put("role", described.role().label())
                    .put("zone", described.zone().orElse("unknown"))
                    .put("state", node.condition().label())
                    .put("connections", connections.getOrDefault(described.address(), 0))
                    .put("slots", slots);
            node.toPrimary().ifPresent(link -> entry.put("link", link.label()));
            node.lag().ifPresent(lag -> entry.put("lagSeconds", lag.toMillis() / 1000.0));
            nodes.add(entry);
        }
        return nodes;
    }

    private JsonObject changeFeed() {
        FeedState state = hearing.feed();
        JsonObject report = new JsonObject()
                .put("state", state instanceof FeedState.Connected ? "connected" : "away")
                .put("since", state.since().toString());
        hearing.allHeard().ifPresent(moment -> report.put("lastHeard", moment.toString()));
        return report;
    }

    private JsonArray snapshots() {
        JsonArray all = new JsonArray();
        snapshots
                .get()
                .forEach(snapshot -> all.add(new JsonObject()
                        .put("environment", snapshot.environment().value())
                        .put("revision", snapshot.revision().value())
                        .put("origin", origin(snapshot.origin()))
                        .put("ageSeconds", snapshot.age().toMillis() / 1000.0)));
        return all;
    }

    private static String origin(Origin origin) {
        return switch (origin) {
            case STORE -> "store";
            case CACHE -> "cache";
            case EARLIER_PROCESS -> "disk";
        };
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
