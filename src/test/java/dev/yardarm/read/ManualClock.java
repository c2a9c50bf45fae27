package dev.yardarm.read;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that the test sets. For one thread. */
public final class ManualClock implements InstantSource {
    private Instant now = Instant.parse("2026-11-21T07:30:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration time) {
        now = now.plus(time);
    }
}
