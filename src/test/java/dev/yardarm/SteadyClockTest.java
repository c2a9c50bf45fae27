package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The clock goes on, whatever becomes of the machine's. */
class SteadyClockTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

    private Instant wall = BEGIN;
    private final AtomicLong nanos = new AtomicLong(7);
    private final SteadyClock clock = new SteadyClock(() -> wall, nanos::get);

    @Test
    void instant_nothingHappens_isTheTimeOfDay() {
        pass(Duration.ofSeconds(3));

        assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(3));
    }

    @Test
    void instant_setBack_goesOn() {
        pass(Duration.ofSeconds(3));
        wall = wall.minus(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(3));

        pass(Duration.ofSeconds(2));

        assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(5));
    }

    @Test
    void instant_setForwardAndBack_neverGoesBack() {
        wall = wall.plus(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(BEGIN.plus(Duration.ofHours(1)));
        wall = wall.minus(Duration.ofHours(1));

        pass(Duration.ofSeconds(2));

        assertThat(clock.instant()).isEqualTo(BEGIN.plus(Duration.ofHours(1)).plusSeconds(2));
    }

    @Test
    void instant_machineSuspended_isLaterByThat() {
        pass(Duration.ofSeconds(1));
        wall = wall.plus(Duration.ofMinutes(10));

        assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(1).plus(Duration.ofMinutes(10)));
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos.addAndGet(time.toNanos());
    }
}
