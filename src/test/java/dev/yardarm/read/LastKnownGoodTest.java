package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept for the worst case, and how old it is. */
class LastKnownGoodTest {
    private final ManualClock clock = new ManualClock();
    private final LastKnownGood lastKnownGood = Snapshots.lastKnownGood(clock);

    @Test
    void find_nothingOffered_isEmpty() {
        assertThat(lastKnownGood.find(PRODUCTION)).isEmpty();
    }

    @Test
    void offer_later_isKept() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));
        lastKnownGood.offer(snapshot(PRODUCTION, 8, 1));

        assertThat(kept()).isEqualTo(8);
    }

    @Test
    void offer_earlier_isNotKeptAndConfirmsNothing() {
        lastKnownGood.offer(snapshot(PRODUCTION, 8, 1));
        clock.advance(Duration.ofSeconds(5));
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));

        assertThat(kept()).isEqualTo(8);
        assertThat(age()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void offer_theSameRevision_confirmsIt() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));
        clock.advance(Duration.ofSeconds(5));
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));

        assertThat(age()).isZero();
    }

    @Test
    void offer_oneEnvironment_leavesTheOthers() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));

        assertThat(lastKnownGood.find(new Environment("staging"))).isEmpty();
    }

    @Test
    void replace_withALowerRevision_isKept() {
        lastKnownGood.offer(snapshot(PRODUCTION, 8, 1));
        lastKnownGood.replace(snapshot(PRODUCTION, 3, 1));

        assertThat(kept()).isEqualTo(3);
    }

    @Test
    void remove_kept_isGone() {
        lastKnownGood.offer(snapshot(PRODUCTION, 8, 1));
        lastKnownGood.remove(PRODUCTION);

        assertThat(lastKnownGood.find(PRODUCTION)).isEmpty();
    }

    @Test
    void isSurpassedBy_theSame_isFalseAndConfirmsNothing() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));
        clock.advance(Duration.ofSeconds(5));

        assertThat(lastKnownGood.isSurpassedBy(PRODUCTION, new Revision(7))).isFalse();
        assertThat(age()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void isSurpassedBy_nothingKept_isTrue() {
        assertThat(lastKnownGood.isSurpassedBy(PRODUCTION, new Revision(7))).isTrue();
        assertThat(lastKnownGood.find(PRODUCTION)).isEmpty();
    }

    @Test
    void isSurpassedBy_laterThanKept_isTrue() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));

        assertThat(lastKnownGood.isSurpassedBy(PRODUCTION, new Revision(8))).isTrue();
    }

    @Test
    void isSurpassedBy_earlierThanKept_isFalse() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));

        assertThat(lastKnownGood.isSurpassedBy(PRODUCTION, new Revision(6))).isFalse();
    }

    @Test
    void apply_toTheRevisionJustBefore_changesAndConfirms() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 2));
        clock.advance(Duration.ofSeconds(5));

        lastKnownGood.apply(PRODUCTION, new Revision(8), LastKnownGoodTest::withoutTheFirst);

        assertThat(kept()).isEqualTo(8);
        assertThat(lastKnownGood.find(PRODUCTION).orElseThrow().snapshot().flags())
                .hasSize(1);
        assertThat(age()).isZero();
    }

    @Test
    void apply_withARevisionMissingBetween_changesNothing() {
        lastKnownGood.offer(snapshot(PRODUCTION, 6, 2));

        lastKnownGood.apply(PRODUCTION, new Revision(8), LastKnownGoodTest::withoutTheFirst);

        assertThat(kept()).isEqualTo(6);
    }

    @Test
    void apply_toWhatHasTheChangeAlready_changesNothing() {
        lastKnownGood.offer(snapshot(PRODUCTION, 8, 2));

        lastKnownGood.apply(PRODUCTION, new Revision(8), LastKnownGoodTest::withoutTheFirst);

        assertThat(lastKnownGood.find(PRODUCTION).orElseThrow().snapshot().flags())
                .hasSize(2);
    }

    @Test
    void apply_nothingKept_keepsNothing() {
        lastKnownGood.apply(PRODUCTION, new Revision(1), LastKnownGoodTest::withoutTheFirst);

        assertThat(lastKnownGood.find(PRODUCTION)).isEmpty();
    }

    @Test
    void find_asOldAsTheLimit_isFound() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));
        clock.advance(Duration.ofSeconds(60));

        assertThat(lastKnownGood.find(PRODUCTION, Duration.ofSeconds(60))).isPresent();
    }

    @Test
    void find_olderThanTheLimit_isEmpty() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));
        clock.advance(Duration.ofSeconds(60).plusNanos(1));

        assertThat(lastKnownGood.find(PRODUCTION, Duration.ofSeconds(60))).isEmpty();
        assertThat(lastKnownGood.find(PRODUCTION)).isPresent();
    }

    @Test
    void find_withoutALimit_isFoundHoweverOld() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));
        clock.advance(Duration.ofDays(100_000));

        assertThat(lastKnownGood.find(PRODUCTION, Duration.ofSeconds(Long.MAX_VALUE)))
                .isPresent();
    }

    @Test
    void age_clockWentBack_isZero() {
        lastKnownGood.offer(snapshot(PRODUCTION, 7, 1));
        clock.advance(Duration.ofSeconds(-10));

        assertThat(age()).isZero();
        assertThat(lastKnownGood.find(PRODUCTION, Duration.ZERO)).isPresent();
    }

    @Test
    void restore_nothingKept_isKeptWithItsAge() {
        assertThat(restore(7, Duration.ofHours(1))).isTrue();

        assertThat(kept()).isEqualTo(7);
        assertThat(age()).isEqualTo(Duration.ofHours(1));
        assertThat(lastKnownGood.truth(PRODUCTION)).isEmpty();
    }

    @Test
    void restore_somethingKept_changesNothing() {
        lastKnownGood.offerCached(snapshot(PRODUCTION, 3, 1));

        assertThat(restore(7, Duration.ofHours(1))).isFalse();
        assertThat(kept()).isEqualTo(3);
    }

    @Test
    void isSurpassedBy_restoredRevision_isTrueAndConfirmsNothing() {
        restore(7, Duration.ofHours(1));

        assertThat(lastKnownGood.isSurpassedBy(PRODUCTION, new Revision(7))).isTrue();
        assertThat(age()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void offerCached_restoredRevision_replacesIt() {
        restore(7, Duration.ofHours(1));
        lastKnownGood.offerCached(snapshot(PRODUCTION, 7, 2));

        assertThat(lastKnownGood.find(PRODUCTION).orElseThrow().snapshot().flags())
                .hasSize(2);
        assertThat(lastKnownGood.isSurpassedBy(PRODUCTION, new Revision(7))).isFalse();
    }

    @Test
    void offerCached_beforeRestored_isNotKept() {
        restore(7, Duration.ofHours(1));
        lastKnownGood.offerCached(snapshot(PRODUCTION, 6, 2));

        assertThat(kept()).isEqualTo(7);
    }

    @Test
    void apply_toRestored_changesNothing() {
        restore(7, Duration.ofHours(1));
        lastKnownGood.apply(PRODUCTION, new Revision(8), LastKnownGoodTest::withoutTheFirst);

        assertThat(kept()).isEqualTo(7);
    }

    private boolean restore(long revision, Duration age) {
        return lastKnownGood.restore(
                snapshot(PRODUCTION, revision, 1), clock.instant().minus(age));
    }

    private static EncodedSnapshot withoutTheFirst(EncodedSnapshot past) {
        return past.with(new Revision(past.revision().value() + 1), new FlagKey("flag-000"), Optional.empty());
    }

    private long kept() {
        return lastKnownGood
                .find(PRODUCTION)
                .orElseThrow()
                .snapshot()
                .revision()
                .value();
    }

    private Duration age() {
        return lastKnownGood.age(lastKnownGood.find(PRODUCTION).orElseThrow());
    }
}
