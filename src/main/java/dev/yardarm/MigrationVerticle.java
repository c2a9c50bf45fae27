package dev.yardarm;

import dev.yardarm.migration.MigrationDriver;
import dev.yardarm.migration.Sampler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps this gateway's part in a migration going, on an event loop of its own. */
final class MigrationVerticle extends VerticleBase {
    private static final long TICK_MILLIS = Duration.ofSeconds(1).toMillis() / Sampler.TICKS_PER_SECOND;

    private final Supplier<MigrationDriver> drivers;
    private final Supplier<Sampler> samplers;
    private volatile @Nullable Context loop;
    private @Nullable MigrationDriver driver;

    /**
     * @param drivers asked once, on the event loop of this verticle
     * @param samplers likewise
     */
    MigrationVerticle(Supplier<MigrationDriver> drivers, Supplier<Sampler> samplers) {
        this.drivers = drivers;
        this.samplers = samplers;
    }

    @Override
    public Future<?> start() {
        MigrationDriver made = drivers.get();
        driver = made;
        loop = context;
        Sampler sampler = samplers.get();
        vertx.setPeriodic(MigrationDriver.BEAT.toMillis(), timer -> made.beat());
        vertx.setPeriodic(TICK_MILLIS, timer -> sampler.tick());
        made.beat();
        return Future.succeededFuture();
    }

    /** Safe to be called on any thread, and before it is deployed: its first beat asks anyway. */
    void announced() {
        Context deployed = loop;
        if (deployed != null) {
            deployed.runOnContext(now -> {
                if (driver != null) {
                    driver.announced();
                }
            });
        }
    }
}
