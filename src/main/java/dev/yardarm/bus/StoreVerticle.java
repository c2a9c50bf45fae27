package dev.yardarm.bus;

import dev.yardarm.migration.MigrationStore;
import dev.yardarm.read.Backend;
import dev.yardarm.read.FlagStore;
import dev.yardarm.write.ChangeStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns the adapter of the store, on an event loop of its own, behind a circuit breaker; one for each gateway. The cache
 * migration has a port of its own: who reads flags sees nothing of it.
 */
public final class StoreVerticle extends VerticleBase {
    static final String ADDRESS = "yardarm.store";

    static final String MIGRATION_ADDRESS = "yardarm.migration";

    private static final Duration PROBE_EVERY = Duration.ofSeconds(1);

    private final Function<Vertx, Adapter> open;
    private final Duration patience;
    private final BreakerObserver observer;
    private @Nullable Adapter adapter;
    private @Nullable Preparation preparation;

    /**
     * An adapter that has been opened.
     *
     * @param prepare brings the database to where it can be used; tried until it succeeds, while calls are made already
     * @param probe asks for as little as shows that the store can answer, within a bound
     */
    public record Adapter(
            FlagStore flags,
            ChangeStore changes,
            MigrationStore migration,
            Supplier<Future<Void>> prepare,
            Supplier<Future<Void>> probe,
            Supplier<Future<Void>> close) {}

    /**
     * @param open makes the adapter, on the event loop it is to belong to
     * @param patience how long a call waits for the database to be prepared
     */
    public StoreVerticle(Function<Vertx, Adapter> open, Duration patience, BreakerObserver observer) {
        this.open = open;
        this.patience = patience;
        this.observer = observer;
    }

    @Override
    public Future<?> start() {
        Adapter opened = open.apply(vertx);
        adapter = opened;
        Guard guard = new Guard(vertx, Backend.POSTGRES, 0, opened.probe(), observer);
        Preparation begun = new Preparation(vertx, opened.prepare(), patience);
        begun.begin();
        preparation = begun;
        // With warm caches nobody may ask for long; that the database is away is to show before somebody needs it.
        vertx.setPeriodic(PROBE_EVERY.toMillis(), timer -> probe(guard, opened));
        Store store = new SharedLoads(new GuardedStore(opened.flags(), opened.changes(), begun, guard));
        MigrationStore migration = new GuardedMigrationStore(opened.migration(), begun, guard);
        return Future.all(
                PortServer.serve(vertx, ADDRESS, store), PortServer.serve(vertx, MIGRATION_ADDRESS, migration));
    }

    private static void probe(Guard guard, Adapter opened) {
        // The breaker takes note of how it ends.
        Future<Void> unused = guard.run(opened.probe());
    }

    @Override
    public Future<?> stop() {
        if (preparation != null) {
            preparation.stop();
        }
        return adapter == null ? Future.succeededFuture() : adapter.close().get();
    }
}
