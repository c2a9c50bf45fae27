package dev.yardarm;

import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.http.HealthReport;
import dev.yardarm.http.Readiness;
import dev.yardarm.metrics.BreakerMeters;
import dev.yardarm.migration.CurrentMigration;
import dev.yardarm.migration.MigrationState;
import dev.yardarm.read.Backend;
import dev.yardarm.read.FeedState;
import dev.yardarm.read.Hearing;
import dev.yardarm.read.LastKnownGood.Origin;
import dev.yardarm.read.SnapshotState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
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
    private final Map<String, Supplier<JsonObject>> caches;
    private final Optional<CurrentMigration> migration;
    private final Supplier<List<SnapshotState>> snapshots;
    private final Hearing hearing;
    private volatile boolean warm;
    private volatile boolean stopping;

    /** @param caches what is told of each Redis, by its name */
    Health(
            String cacheName,
            BreakerMeters breakers,
            Map<String, Supplier<JsonObject>> caches,
            Optional<CurrentMigration> migration,
            Supplier<List<SnapshotState>> snapshots,
            Hearing hearing) {
        this.cacheName = cacheName;
        this.breakers = breakers;
        this.caches = caches;
        this.migration = migration;
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
        caches.forEach((name, report) -> backends.put(name, report.get()));
        JsonObject report = new JsonObject()
                .put("status", status())
                .put("cache", cacheName)
                .put("backends", backends)
                .put("changeFeed", changeFeed())
                .put("snapshots", snapshots());
        migration.ifPresent(current -> report.put("migration", migration(current.state())));
        return report;
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
                .put("breaker", breaker.label());
    }

    private static JsonObject migration(MigrationState state) {
        return new JsonObject()
                .put("clusterShare", state.share())
                .put("phase", state.phase().label())
                .put("version", state.version());
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
}
