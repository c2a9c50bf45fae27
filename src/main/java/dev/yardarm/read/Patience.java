package dev.yardarm.read;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How somebody waits for what could be done without. */
interface Patience {

    /** Ends as what is awaited does, or fails with {@link java.util.concurrent.TimeoutException} where it takes too long. */
    <T> Future<T> awaiting(Future<T> awaited, Duration most);

    /** By the clock of the machine. */
    record Timed() implements Patience {
        @Override
        public <T> Future<T> awaiting(Future<T> awaited, Duration most) {
            return awaited.timeout(most.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
