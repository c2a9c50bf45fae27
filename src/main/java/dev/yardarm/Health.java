package dev.yardarm;

import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.http.HealthReport;
import dev.yardarm.http.Readiness;
import dev.yardarm.metrics.BreakerMeters;
import dev.yardarm.metrics.RedisMeters;
import dev.yardarm.read.Backend;
import dev.yardarm.read.LastKnownGood;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Locale;

/**
 * What operators are told of the gateway. It is ready from the first read that could be answered until it is told to stop:
 * a backend that is lost is reported, and does not make it unready.
 */
final class Health implements HealthReport, Readiness {
    private final String cacheName;
    private final BreakerMeters breakers;
    private final RedisMeters redis;
    private final LastKnownGood snapshots;
    private volatile boolean warm;
    private volatile boolean stopping;

    Health(String cacheName, BreakerMeters breakers, RedisMeters redis, LastKnownGood snapshots) {
        this.cacheName = cacheName;
        this.breakers = breakers;
        this.redis = redis;
        this.snapshots = snapshots;
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
        JsonArray nodes = new JsonArray();
        redis.connections()
                .forEach((node, connections) -> nodes.add(new JsonObject()
                        .put("address", node.toString())
                        .put("role", "primary")
                        .put("state", connections > 0 ? "up" : "down")
                        .put("connections", connections)));
        State breaker = breakers.state(Backend.REDIS);
        boolean connected = redis.connections().values().stream().anyMatch(connections -> connections > 0);
        return new JsonObject()
                .put("state", connected && breaker == State.CLOSED ? "up" : "down")
                .put("breaker", name(breaker))
                .put("nodes", nodes);
    }

    private JsonArray snapshots() {
        JsonArray all = new JsonArray();
        snapshots.all().stream()
                .sorted(Comparator.comparing(
                        kept -> kept.snapshot().environment().value()))
                .forEach(kept -> all.add(new JsonObject()
                        .put("environment", kept.snapshot().environment().value())
                        .put("revision", kept.snapshot().revision().value())
                        .put("ageSeconds", snapshots.age(kept).toMillis() / 1000.0)));
        return all;
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
