package dev.yardarm;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.FlagReader;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Reads the default environment when the gateway starts, again and again until it is answered. Then the gateway is ready,
 * the caches are filled, and there is a last known good. It does not make anybody wait.
 */
final class WarmUp extends VerticleBase {
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Supplier<FlagReader> readers;
    private final Environment environment;
    private final Runnable done;

    WarmUp(Supplier<FlagReader> readers, Environment environment, Runnable done) {
        this.readers = readers;
        this.environment = environment;
        this.done = done;
    }

    @Override
    public Future<?> start() {
        read(readers.get());
        return Future.succeededFuture();
    }

    private void read(FlagReader reader) {
        reader.list(environment, Revision.NONE)
                .onSuccess(answered -> done.run())
                .onFailure(failure -> vertx.setTimer(AGAIN.toMillis(), timer -> read(reader)));
    }
}
