package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The least of the last 40 round trips, once there are 8. */
class LeastRoundTripTest {
    private final LeastRoundTrip least = new LeastRoundTrip();

    @Test
    void get_fewerThanEight_isUnknown() {
        record(7, 5);

        assertThat(least.get()).isEmpty();
    }

    @Test
    void get_eight_isTheLeast() {
        record(6, 500);
        record(1, 3);
        record(1, 500);

        assertThat(least.get()).hasValue(3);
    }

    @Test
    void get_leastIsTheFortiethLast_isStillKept() {
        record(1, 3);
        record(39, 500);

        assertThat(least.get()).hasValue(3);
    }

    @Test
    void get_leastIsOlderThanForty_isForgotten() {
        record(1, 3);
        record(40, 500);

        assertThat(least.get()).hasValue(500);
    }

    private void record(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            least.record(nanos);
        }
    }
}
