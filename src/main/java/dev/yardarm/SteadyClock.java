package dev.yardarm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of day as far as it goes on: it does not go back when somebody sets the machine's clock back, and it does not miss
 * the time in which the machine was suspended, as the clock does that counts from its start. So nothing that was heard of
 * counts for longer than it may.
 *
 * <p>Safe for use by several threads.
 */
final class SteadyClock implements InstantSource {
    /** By more than this the clocks differ only if one of them was set, or stood still. */
    private static final Duration STEP = Duration.ofMillis(500);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private volatile Moment since;

    /** A moment by all clocks. */
    private record Moment(Instant instant, Instant wall, long nanos) {}

    SteadyClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    /** @param nanos counts up, from anything, in nanoseconds */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        Instant now = wall.instant();
        this.since = new Moment(now, now, nanos.getAsLong());
    }

    @Override
    public Instant instant() {
        Moment from = since;
        Instant wallNow = wall.instant();
        long nanosNow = nanos.getAsLong();
        Duration byWall = Duration.between(from.wall(), wallNow);
        Duration byNanos = Duration.ofNanos(nanosNow - from.nanos());
        // Whichever went further.
        Instant now = from.instant().plus(byWall.compareTo(byNanos) > 0 ? byWall : byNanos);
        if (byWall.minus(byNanos).abs().compareTo(STEP) > 0) {
            since = new Moment(now, wallNow, nanosNow);
        }
        return now;
    }
}
