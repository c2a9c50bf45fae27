package dev.yardarm.load.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private final AtomicLong nanos = new AtomicLong(17);
    private final Recording recording = new Recording(nanos::get);

    private void at(long millis, int took, Source source) {
        nanos.set(17 + TimeUnit.MILLISECONDS.toNanos(millis));
        recording.add(took, source);
    }

    @Test
    void all_reads_latenciesOfTheAnsweredAndRateOfAll() {
        for (int took = 1; took <= 98; took++) {
            at(took, took, took % 2 == 0 ? Source.CACHE : Source.NEAR);
        }
        at(99, 99, Source.DATABASE);
        at(100, 0, Source.FAILED);

        Figures all = recording.all();

        assertThat(all.reads()).isEqualTo(100);
        assertThat(all.failed()).isEqualTo(1);
        assertThat(all.p50()).isEqualTo(50);
        assertThat(all.p99()).isEqualTo(99);
        assertThat(all.mean()).isEqualTo(50);
        assertThat(all.hitRate()).isEqualTo(0.98, within(1e-9));
    }

    @Test
    void between_window_countsItsBeginningAndNotItsEnd() {
        at(100, 1, Source.CACHE);
        at(200, 2, Source.CACHE);
        at(300, 3, Source.CACHE);

        assertThat(recording.between(100, 300).reads()).isEqualTo(2);
    }

    @Test
    void between_nothingInIt_hasNoLatencyAndNoRate() {
        Figures none = recording.between(0, 1000);

        assertThat(none.p99()).isNaN();
        assertThat(none.hitRate()).isNaN();
    }

    /** A hit every 50 ms from 1000 on and before 3000, but for other answers at some of these times. */
    private void hitsBut(Map<Integer, Source> others) {
        for (int millis = 1000; millis < 3000; millis += 50) {
            at(millis, 1, others.getOrDefault(millis, Source.CACHE));
        }
    }

    @Test
    void timeToHits_missesInOneWindow_untilItsEnd() {
        hitsBut(Map.of(1300, Source.DATABASE));

        assertThat(recording.timeToHits(1000, 3000)).isEqualTo(500);
    }

    @Test
    void timeToHits_missesAgainLater_untilTheLastOfThem() {
        hitsBut(Map.of(1000, Source.DATABASE, 2300, Source.FAILED));

        assertThat(recording.timeToHits(1000, 3000)).isEqualTo(1500);
    }

    @Test
    void worstSecond_usersWhoWaitLong_areNotOutweighedByThoseWhoDoNot() {
        for (int i = 0; i < 20_000; i++) {
            at(1_000 + i, 2, Source.CACHE);
        }
        // All users wait, and ask nothing meanwhile.
        for (int i = 0; i < 100; i++) {
            at(30_000, 9_000, Source.CACHE);
        }

        assertThat(recording.between(0, 40_000).p99()).isEqualTo(2);
        assertThat(recording.worstSecond(0, 40_000)).isEqualTo(9_000);
        assertThat(recording.worstSecond(0, 20_000)).isEqualTo(2);
        assertThat(recording.worstSecond(50_000, 60_000)).isNaN();
    }

    @Test
    void timeToHits_hitsAlone_isNothing() {
        hitsBut(Map.of());

        assertThat(recording.timeToHits(1000, 3000)).isZero();
    }

    @Test
    void timeToHits_missInTheLastWindow_isNotBack() {
        hitsBut(Map.of(2950, Source.DATABASE));

        assertThat(recording.timeToHits(1000, 3000)).isNaN();
    }

    @Test
    void timeToHits_noAnswersAtTheEnd_isNotBack() {
        hitsBut(Map.of());

        assertThat(recording.timeToHits(1000, 4000)).isNaN();
    }

    @Test
    void timeToHits_noAnswersForAWhile_untilTheirEnd() {
        at(1100, 1, Source.CACHE);
        at(1600, 1, Source.CACHE);
        at(1800, 1, Source.CACHE);

        assertThat(recording.timeToHits(1000, 2000)).isEqualTo(500);
    }
}
