package dev.yardarm.read;

import io.vertx.core.Future;
import java.time.Duration;

/** The patience of reads that wait for as long as it takes. */
record Endless() implements Patience {
    @Override
    public <T> Future<T> awaiting(Future<T> awaited, Duration most) {
        return awaited;
    }
}
