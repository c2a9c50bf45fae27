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
    private static final long STEP_NANOS = Duration.ofMillis(500).toNanos();

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final InstantSource wall;
    private final LongSupplier nanos;
    private volatile Moment since;

    /** A moment by all clocks; in nanoseconds, the first two since 1970. */
    private record Moment(long instant, long wall, long nanos) {}

    SteadyClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    /** @param nanos counts up, from anything, in nanoseconds */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        long now = wallNanos();
        this.since = new Moment(now, now, nanos.getAsLong());
    }

    /** Every read asks it, so it reckons in numbers. They last until 2262. */
    private long wallNanos() {
        Instant now = wall.instant();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    @Override
    public Instant instant() {
        Moment from = since;
        long wallNow = wallNanos();
        long nanosNow = nanos.getAsLong();
        long byWall = wallNow - from.wall();
        long byNanos = nanosNow - from.nanos();
        // Whichever went further.
        long now = from.instant() + Math.max(byWall, byNanos);
        if (Math.abs(byWall - byNanos) > STEP_NANOS) {
            since = new Moment(now, wallNow, nanosNow);
        }
        return Instant.ofEpochSecond(now / NANOS_PER_SECOND, now % NANOS_PER_SECOND);
    }
}
