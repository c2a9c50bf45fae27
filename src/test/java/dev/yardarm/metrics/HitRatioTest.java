package dev.yardarm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The share of hits, and the minute it is of. */
class HitRatioTest {
    private final HitRatio ratio = new HitRatio();

    @Test
    void value_neverSampled_isNaN() {
        assertThat(ratio.value()).isNaN();
    }

    @Test
    void value_withoutRequests_isNaN() {
        ratio.sample(0, 0);

        assertThat(ratio.value()).isNaN();
    }

    @Test
    void value_afterTheFirstSample_isSinceTheStart() {
        ratio.sample(3, 4);

        assertThat(ratio.value()).isEqualTo(0.75);
    }

    @Test
    void value_onlyMisses_isZero() {
        ratio.sample(0, 4);

        assertThat(ratio.value()).isZero();
    }

    @Test
    void value_oldRequests_countForSixtySecondsAndNotLonger() {
        ratio.sample(0, 100);
        sampleAlike(59, 0, 100);
        assertThat(ratio.value()).as("a minute after the start").isZero();

        ratio.sample(0, 100);
        assertThat(ratio.value()).as("the requests are over a minute ago").isNaN();
    }

    @Test
    void value_overManyMinutes_isOfTheLastOne() {
        double hits = 0;
        double requests = 0;
        for (int second = 0; second < 300; second++) {
            requests += 10;
            hits += second < 240 ? 0 : 10;
            ratio.sample(hits, requests);
        }
        assertThat(ratio.value()).isEqualTo(1);

        for (int second = 0; second < 15; second++) {
            requests += 10;
            ratio.sample(hits, requests);
        }
        assertThat(ratio.value()).isEqualTo(0.75, within(1e-9));
    }

    @Test
    void value_afterAMinuteOfSilence_isNaN() {
        ratio.sample(5, 10);
        sampleAlike(61, 5, 10);

        assertThat(ratio.value()).isNaN();
    }

    private void sampleAlike(int times, double hits, double requests) {
        for (int i = 0; i < times; i++) {
            ratio.sample(hits, requests);
        }
    }
}
