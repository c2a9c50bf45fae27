package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The 99th percentile of the last seconds; histograms of two digits are right to one percent. */
class RecentLatencyTest {
    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration SLOW = Duration.ofMillis(50);
    private static final Duration QUICK = Duration.ofMillis(1);

    private long now = -7;
    private final RecentLatency latency = new RecentLatency(FIRST, now);

    @Test
    void p99_beforeFiveSeconds_isTheFirst() {
        pass(Duration.ofMillis(4_999));
        record(1_000, QUICK);

        assertThat(latency.p99()).isEqualTo(FIRST);
    }

    @Test
    void p99_tooFewAnswers_isTheFirst() {
        record(98, QUICK);
        pass(Duration.ofSeconds(5));
        record(1, QUICK);

        assertThat(latency.p99()).isEqualTo(FIRST);
    }

    @Test
    void p99_enoughAnswers_isWhatOneInAHundredExceeds() {
        record(2, SLOW);
        record(97, QUICK);
        pass(Duration.ofSeconds(5));
        record(1, QUICK);

        assertAbout(SLOW);
    }

    @Test
    void p99_oneSlowInAHundred_isNotIt() {
        record(1, SLOW);
        record(98, QUICK);
        pass(Duration.ofSeconds(5));
        record(1, QUICK);

        assertAbout(QUICK);
    }

    @Test
    void p99_fewAnswersInEachOfTwoPeriods_isOfBoth() {
        record(59, QUICK);
        pass(Duration.ofSeconds(5));
        record(1, QUICK);
        record(39, SLOW);
        pass(Duration.ofSeconds(5));
        record(1, SLOW);

        assertAbout(SLOW);
    }

    @Test
    void p99_answersOfThePeriodBeforeTheLast_areForgotten() {
        record(199, SLOW);
        pass(Duration.ofSeconds(5));
        record(1, SLOW);
        record(199, QUICK);
        pass(Duration.ofSeconds(5));
        record(1, QUICK);
        assertAbout(SLOW);
        record(199, QUICK);
        pass(Duration.ofSeconds(5));
        record(1, QUICK);

        assertAbout(QUICK);
    }

    @Test
    void record_longerThanCanBeCounted_isTheMost() {
        record(99, Duration.ofMinutes(10));
        pass(Duration.ofSeconds(5));
        record(1, Duration.ofMinutes(10));

        assertAbout(Duration.ofSeconds(10));
    }

    private void assertAbout(Duration expected) {
        assertThat(latency.p99()).isBetween(expected, expected.plus(expected.dividedBy(100)));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void record(int count, Duration took) {
        for (int i = 0; i < count; i++) {
            latency.record(took.toNanos(), now);
        }
    }
}
