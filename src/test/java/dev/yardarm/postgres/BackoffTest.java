package dev.yardarm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pauses between attempts to connect the change feed. */
class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofSeconds(1);

    @Test
    void pause_leastDraw_isHalfAndDoublesUpToHalfTheLimit() {
        Backoff backoff = new Backoff(FIRST, MOST, () -> 0);

        assertThat(pauses(backoff, 7)).containsExactly(25L, 50L, 100L, 200L, 400L, 500L, 500L);
    }

    @Test
    void pause_greatestDraw_isJustBelowTheWholeAndNeverAboveTheLimit() {
        Backoff backoff = new Backoff(FIRST, MOST, () -> Math.nextDown(1.0));

        assertThat(pauses(backoff, 7)).containsExactly(49L, 99L, 199L, 399L, 799L, 999L, 999L);
    }

    @Test
    void pause_manyDraws_areSpread() {
        Backoff backoff = new Backoff(MOST, MOST, new Random(7)::nextDouble);

        assertThat(Stream.generate(backoff::pause).limit(100).distinct()).hasSizeGreaterThan(50);
    }

    @Test
    void reset_afterManyAttempts_beginsAgain() {
        Backoff backoff = new Backoff(FIRST, MOST, () -> 0);
        pauses(backoff, 1_000);
        backoff.reset();

        assertThat(pauses(backoff, 3)).containsExactly(25L, 50L, 100L);
    }

    private static Stream<Long> pauses(Backoff backoff, int count) {
        return Stream.generate(backoff::pause).limit(count).map(Duration::toMillis).toList().stream();
    }
}
