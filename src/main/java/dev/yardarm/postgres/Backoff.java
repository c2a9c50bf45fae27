package dev.yardarm.postgres;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The pauses between attempts to connect: doubled each time up to a limit, and spread so that gateways that lost the server
 * together do not come back together ("equal jitter": half of the pause is certain, half is drawn).
 */
final class Backoff {
    private final Duration first;
    private final Duration most;
    private final DoubleSupplier random;
    private Duration next;

    /** @param random gives 0 to 1, 1 excluded */
    Backoff(Duration first, Duration most, DoubleSupplier random) {
        this.first = first;
        this.most = most;
        this.random = random;
        this.next = first;
    }

    /** The pause before the next attempt. */
    Duration pause() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(most) > 0 ? most : doubled;
        long half = pause.toMillis() / 2;
        return Duration.ofMillis(half + (long) (random.getAsDouble() * half));
    }

    /** What was connected has proved to be of use. */
    void reset() {
        next = first;
    }
}
