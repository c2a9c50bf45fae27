package dev.yardarm.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Duration HOLD = Duration.ofSeconds(100);
    private static final Plan PLAN = new Plan(
            List.of(0.1, 1.0), HOLD, new Plan.Bounds(0.01, 0.8, Duration.ofMillis(100)), /* leastOperations= */ 100);

    private static Tally tally(int answered, int errors, int hits, Duration latency) {
        Histogram micros = new Histogram(Tally.MOST_MICROS, Tally.DIGITS);
        micros.recordValueWithCount(latency.toNanos() / 1_000, answered);
        return new Tally(answered + errors, errors, hits, answered - hits, micros);
    }

    private static Tally good(int answered) {
        return tally(answered, 0, answered, Duration.ofMillis(1));
    }

    private static Verdict verdict(Tally to, Duration held) {
        return Verdict.of(PLAN, to, Tally.none(), held);
    }

    private static String failure(Tally to, Duration held) {
        return verdict(to, held) instanceof Verdict.Fail failed ? failed.why() : "";
    }

    @Test
    void step_goodForItsHold_passes() {
        assertThat(verdict(good(100), HOLD)).isEqualTo(new Verdict.Pass());
    }

    @Test
    void step_goodForLess_isHeld() {
        assertThat(verdict(good(100), HOLD.minusMillis(1))).isEqualTo(new Verdict.Hold("held"));
    }

    @Test
    void step_withTooFewOperations_isHeldLongerAndSaysSo() {
        assertThat(verdict(good(99), HOLD))
                .isEqualTo(new Verdict.Hold("held longer: 99 operations are too few to judge, 100 are needed"));
        assertThat(verdict(good(100), HOLD.multipliedBy(5))).isEqualTo(new Verdict.Pass());
    }

    @Test
    void step_withTenErrorsAboveTheBound_failsAtOnce() {
        assertThat(failure(tally(0, 10, 0, Duration.ZERO), Duration.ZERO))
                .isEqualTo("error rate 1 above 0.01 (10 of 10 operations)");
    }

    @Test
    void step_withFewErrorsAmongFewOperations_isNotJudgedYet() {
        assertThat(failure(tally(0, 9, 0, Duration.ZERO), HOLD)).isEmpty();
        assertThat(failure(tally(97, 2, 97, Duration.ofMillis(1)), HOLD)).isEmpty();
    }

    @Test
    void step_withErrorsAboveTheBound_fails() {
        assertThat(failure(tally(98, 2, 98, Duration.ofMillis(1)), HOLD.dividedBy(10)))
                .isEqualTo("error rate 0.02 above 0.01 (2 of 100 operations)");
    }

    @Test
    void step_withErrorsAtTheBound_passes() {
        assertThat(verdict(tally(99, 1, 99, Duration.ofMillis(1)), HOLD)).isEqualTo(new Verdict.Pass());
    }

    @Test
    void step_withTooFewHits_failsOnceItHasSettled() {
        Tally misses = tally(1_000, 0, 799, Duration.ofMillis(1));

        assertThat(failure(misses, HOLD.dividedBy(10).minusMillis(1))).isEmpty();
        assertThat(failure(misses, HOLD.dividedBy(10))).isEqualTo("hit rate 0.799 below 0.8");
    }

    @Test
    void step_tooSlow_fails() {
        assertThat(failure(tally(1_000, 0, 1_000, Duration.ofMillis(150)), HOLD))
                .startsWith("P95 15")
                .endsWith("ms above 100 ms");
    }

    @Test
    void step_goodForLongAndBadLately_fails() {
        Tally forLong = good(1_000_000);
        assertThat(Verdict.of(PLAN, forLong, tally(90, 10, 90, Duration.ofMillis(1)), HOLD.dividedBy(2)))
                .isEqualTo(new Verdict.Fail("error rate 0.1 above 0.01 (10 of 100 operations)"));
        assertThat(Verdict.of(PLAN, forLong, tally(100, 0, 79, Duration.ofMillis(1)), HOLD))
                .isEqualTo(new Verdict.Fail("hit rate 0.79 below 0.8"));
        assertThat(Verdict.of(PLAN, forLong, tally(100, 0, 100, Duration.ofSeconds(1)), HOLD))
                .isInstanceOf(Verdict.Fail.class);
    }

    @Test
    void step_withHardlyAnythingLately_isJudgedByAllOfIt() {
        assertThat(Verdict.of(PLAN, good(1_000), tally(99, 0, 0, Duration.ofSeconds(1)), HOLD))
                .isEqualTo(new Verdict.Pass());
    }

    @Test
    void step_withWritesAlone_isNotJudgedByItsHits() {
        assertThat(verdict(new Tally(100, 0, 0, 0, good(100).micros()), HOLD)).isEqualTo(new Verdict.Pass());
    }

    @Test
    void recent_ofGrowingSums_isWhatIsWithinTheWindow() {
        RecentTally recent = new RecentTally(Duration.ofSeconds(10));

        assertThat(recent.since(good(10), Duration.ZERO).operations()).isEqualTo(10);
        assertThat(recent.since(good(30), Duration.ofSeconds(9)).operations()).isEqualTo(30);
        assertThat(recent.since(good(60), Duration.ofSeconds(10)).operations()).isEqualTo(50);
        assertThat(recent.since(good(100), Duration.ofSeconds(18)).operations()).isEqualTo(90);
        assertThat(recent.since(good(150), Duration.ofSeconds(19)).operations()).isEqualTo(120);
        assertThat(recent.since(good(210), Duration.ofSeconds(60)).operations()).isEqualTo(60);
    }

    @Test
    void tallies_ofTwoGateways_addUp() {
        Tally both = tally(10, 1, 9, Duration.ofMillis(1)).plus(tally(90, 3, 45, Duration.ofMillis(80)));

        assertThat(both.operations()).isEqualTo(104);
        assertThat(both.errorRate()).isEqualTo(4.0 / 104);
        assertThat(both.hitRate()).isEqualTo(0.54);
        assertThat(both.p95()).isBetween(Duration.ofMillis(79), Duration.ofMillis(81));
    }
}
