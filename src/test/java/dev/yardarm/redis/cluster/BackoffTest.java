package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The pauses between attempts to connect. */
class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofSeconds(2);
    private static final double NEARLY_ONE = Math.nextDown(1.0);

    @Test
    void pause_leastDraw_isHalfAndDoublesUpToHalfTheLimit() {
        Backoff backoff = new Backoff(FIRST, MOST, () -> 0);

        assertThat(pauses(backoff, 9)).containsExactly(25, 50, 100, 200, 400, 800, 1000, 1000, 1000);
    }

    @Test
    void pause_greatestDraw_isJustBelowTheWholeAndNeverAboveTheLimit() {
        Backoff backoff = new Backoff(FIRST, MOST, () -> NEARLY_ONE);

        assertThat(pauses(backoff, 9)).containsExactly(49, 99, 199, 399, 799, 1599, 1999, 1999, 1999);
    }

    @Test
    void pause_limitThatIsNoDouble_isKept() {
        Backoff backoff = new Backoff(FIRST, Duration.ofMillis(120), () -> 0);

        assertThat(pauses(backoff, 4)).containsExactly(25, 50, 60, 60);
    }

    @Test
    void pause_anyDraw_liesBetweenHalfAndWhole() {
        Random random = new Random(7);
        Backoff backoff = new Backoff(FIRST, MOST, random::nextDouble);
        backoff.pause();
        for (int i = 0; i < 1_000; i++) {
            backoff.reset();
            assertThat(backoff.pause()).isBetween(Duration.ofMillis(25), FIRST);
        }
    }

    @Test
    void pause_manyDraws_areSpread() {
        Random random = new Random(7);
        Backoff backoff = new Backoff(MOST, MOST, random::nextDouble);

        assertThat(java.util.stream.Stream.generate(backoff::pause).limit(100).distinct())
                .hasSizeGreaterThan(50);
    }

    @Test
    void pause_afterManyAttempts_staysAtTheLimit() {
        Backoff backoff = new Backoff(FIRST, MOST, () -> 0);
        pauses(backoff, 10_000);

        assertThat(backoff.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void reset_afterManyAttempts_beginsAgain() {
        Backoff backoff = new Backoff(FIRST, MOST, () -> 0);
        pauses(backoff, 5);
        backoff.reset();

        assertThat(pauses(backoff, 3)).containsExactly(25, 50, 100);
    }

    private static long[] pauses(Backoff backoff, int count) {
        long[] pauses = new long[count];
        for (int i = 0; i < count; i++) {
            pauses[i] = backoff.pause().toMillis();
        }
        return pauses;
    }
}
