package dev.yardarm.read;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long a read waits for what it could do without. */
interface Patience {

    /** Ends as what is awaited does, or fails with {@link java.util.concurrent.TimeoutException} where it takes too long. */
    <T> Future<T> awaiting(Future<T> awaited);

    /** By the clock of the machine. */
    record Timed(Duration most) implements Patience {
        @Override
        public <T> Future<T> awaiting(Future<T> awaited) {
            return awaited.timeout(most.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
