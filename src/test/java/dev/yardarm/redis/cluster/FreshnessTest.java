package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A replica is passed over after half a second of late answers, for two seconds. */
class FreshnessTest {
    private final Freshness freshness = new Freshness();

    @Test
    void isBehind_nothingMissed_isNot() {
        assertThat(freshness.isBehind(at(9_000))).isFalse();
    }

    @Test
    void isBehind_missedForAMoment_isNotYet() {
        freshness.missed(at(0));

        assertThat(freshness.isBehind(at(500))).isFalse();
    }

    @Test
    void isBehind_missedForLonger_is() {
        freshness.missed(at(0));
        freshness.missed(at(400));

        assertThat(freshness.isBehind(at(501))).isTrue();
        assertThat(freshness.isBehind(at(2_500))).isTrue();
    }

    @Test
    void isBehind_keptInBetween_countsAnew() {
        freshness.missed(at(0));
        freshness.kept();
        assertThat(freshness.isBehind(at(501))).isFalse();
        freshness.missed(at(501));

        assertThat(freshness.isBehind(at(1_001))).isFalse();
        assertThat(freshness.isBehind(at(1_002))).isTrue();
    }

    @Test
    void isBehind_afterTheRest_hasAnotherChance() {
        freshness.missed(at(0));

        assertThat(freshness.isBehind(at(2_501))).isFalse();
        freshness.missed(at(2_600));
        assertThat(freshness.isBehind(at(3_100))).isFalse();
        assertThat(freshness.isBehind(at(3_101))).isTrue();
    }

    @Test
    void isBehind_clockThatOverflows_isTheSame() {
        freshness.missed(Long.MAX_VALUE - 10);

        assertThat(freshness.isBehind(Long.MAX_VALUE - 10 + at(501))).isTrue();
    }

    private static long at(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
