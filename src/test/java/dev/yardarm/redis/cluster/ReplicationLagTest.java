package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How closely a replica is looked at. */
class ReplicationLagTest {
    /** What a look takes. */
    private static final Duration ROUND_TRIP = Duration.ofNanos(300_000);

    @Test
    void pauses_forAnyLag_keepTheErrorBelowATwentieth() {
        for (int lag = 0; lag <= 5_000; lag += 5) {
            long error = measured(Duration.ofMillis(lag)).toMillis() - lag;

            assertThat(error).as("of a lag of %d ms", lag).isBetween(0L, 2 + lag / 20L);
        }
    }

    @Test
    void pauses_ofALagOfASecond_areFewerThanAHundredAndFifty() {
        Duration gone = Duration.ZERO;
        int looks = 0;
        while (gone.toMillis() < 1_000) {
            gone = gone.plus(ROUND_TRIP).plus(ReplicationLag.pauseAfter(gone));
            looks++;
        }
        assertThat(looks).isLessThan(150);
    }

    @Test
    void pause_ofAReplicaThatNeverCatchesUp_staysAtAQuarterOfASecond() {
        assertThat(ReplicationLag.pauseAfter(Duration.ofHours(1))).isEqualTo(Duration.ofMillis(250));
    }

    private static Duration measured(Duration lag) {
        Duration gone = ROUND_TRIP;
        while (gone.compareTo(lag) < 0) {
            gone = gone.plus(ReplicationLag.pauseAfter(gone)).plus(ROUND_TRIP);
        }
        return gone;
    }
}
