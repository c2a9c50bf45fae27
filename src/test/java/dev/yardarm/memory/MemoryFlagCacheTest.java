package dev.yardarm.memory;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.Lookup;
import dev.yardarm.read.Lookup.Reason;
import dev.yardarm.read.ManualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the scripts for Redis, in memory. */
class MemoryFlagCacheTest {
    private static final FlagKey FLAG = new FlagKey("flag-001");
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final Duration JUST_BELOW = LIFETIME.minusNanos(1);

    private final ManualClock clock = new ManualClock();
    private final MemoryFlagCache cache = new MemoryFlagCache(LIFETIME, clock);

    @Test
    void flag_nothingCached_missesAsAbsent() {
        assertThat(miss()).isEqualTo(Reason.ABSENT);
    }

    @Test
    void flag_published_isItWithTheEnvironmentsRevision() {
        EncodedSnapshot published = publish(7, 2);

        Lookup.Hit<Optional<EncodedFlag>> hit = hit();

        assertThat(hit.revision()).isEqualTo(new Revision(7));
        assertThat(hit.value()).isPresent().isEqualTo(published.flag(FLAG));
        assertThat(hit.node()).isEqualTo("memory");
    }

    @Test
    void flag_notInThePublishedEnvironment_hitsEmpty() {
        publish(7, 1);

        assertThat(hit().value()).isEmpty();
    }

    @Test
    void snapshot_published_isTheSame() {
        EncodedSnapshot published = publish(7, 2);

        assertThat(cache.snapshot(PRODUCTION, Revision.NONE).result())
                .isEqualTo(new Lookup.Hit<>(new Revision(7), published, "memory"));
    }

    @Test
    void snapshot_ofAnEmptyEnvironment_hits() {
        publish(0, 0);

        assertThat(cache.snapshot(PRODUCTION, Revision.NONE).result()).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void snapshot_anotherEnvironment_isKeptApart() {
        publish(7, 2);

        assertThat(cache.snapshot(new Environment("staging"), Revision.NONE).result())
                .isEqualTo(new Lookup.Miss<>(Reason.ABSENT));
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 9_007_199_254_740_993L, Long.MAX_VALUE})
    void publish_justBelowWhatIsCached_isRefused(long revision) {
        publish(revision, 2);
        publish(revision - 1, 2);

        assertThat(hit().revision()).isEqualTo(new Revision(revision));
    }

    @Test
    void publish_laterWithFewerFlags_replacesTheWhole() {
        publish(7, 5);
        publish(8, 1);

        assertThat(hit().revision()).isEqualTo(new Revision(8));
        assertThat(hit().value()).isEmpty();
    }

    @Test
    void publish_theSameRevision_beginsANewLifetime() {
        publish(7, 2);
        clock.advance(JUST_BELOW);
        publish(7, 2);
        clock.advance(JUST_BELOW);

        assertThat(hit().revision()).isEqualTo(new Revision(7));
    }

    @Test
    void publish_refused_doesNotProlongTheLifetime() {
        publish(7, 2);
        clock.advance(JUST_BELOW);
        publish(6, 2);
        clock.advance(Duration.ofNanos(1));

        assertThat(miss()).isEqualTo(Reason.ABSENT);
    }

    @Test
    void publish_ofWhatAnInvalidationOvertook_isRefused() {
        invalidate(8);
        publish(7, 2);

        assertThat(miss()).isEqualTo(Reason.INVALIDATED);
    }

    @Test
    void publish_ofTheInvalidationsOwnRevision_isTaken() {
        invalidate(8);
        publish(8, 2);

        assertThat(hit().revision()).isEqualTo(new Revision(8));
    }

    @Test
    void publish_earlierThanAnExpiredOne_isTaken() {
        publish(9, 2);
        clock.advance(LIFETIME);
        publish(7, 2);

        assertThat(hit().revision()).isEqualTo(new Revision(7));
    }

    @Test
    void publish_afterTheFenceHasExpired_isTaken() {
        invalidate(8);
        clock.advance(LIFETIME);
        publish(7, 2);

        assertThat(hit().revision()).isEqualTo(new Revision(7));
    }

    @Test
    void invalidate_laterThanWhatIsCached_leavesOnlyTheFence() {
        publish(7, 2);
        invalidate(8);

        assertThat(miss()).isEqualTo(Reason.INVALIDATED);
    }

    @Test
    void invalidate_ofWhatIsCachedAlready_changesNothing() {
        publish(8, 2);
        clock.advance(JUST_BELOW);
        invalidate(8);
        assertThat(hit().revision()).isEqualTo(new Revision(8));

        clock.advance(Duration.ofNanos(1));
        assertThat(miss()).isEqualTo(Reason.ABSENT);
    }

    @Test
    void invalidate_earlierThanWhatIsCached_changesNothing() {
        publish(8, 2);
        invalidate(7);

        assertThat(hit().revision()).isEqualTo(new Revision(8));
    }

    @Test
    void invalidate_outOfOrder_keepsTheLaterFence() {
        invalidate(9);
        invalidate(8);
        publish(8, 2);

        assertThat(miss()).isEqualTo(Reason.INVALIDATED);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void invalidate_againOrOutOfOrder_holdsForALifetimeFromThen(long revision) {
        invalidate(9);
        clock.advance(JUST_BELOW);
        invalidate(revision);
        clock.advance(JUST_BELOW);
        publish(revision - 1, 2);

        assertThat(miss()).isEqualTo(Reason.INVALIDATED);
    }

    @Test
    void discard_snapshot_missesAsAbsent() {
        publish(9, 2);
        assertThat(cache.discard(PRODUCTION).succeeded()).isTrue();

        assertThat(miss()).isEqualTo(Reason.ABSENT);
    }

    @Test
    void discard_fence_letsTheEarlierIn() {
        invalidate(9);
        assertThat(cache.discard(PRODUCTION).succeeded()).isTrue();
        publish(7, 2);

        assertThat(hit().revision()).isEqualTo(new Revision(7));
    }

    @Test
    void lifetime_notOver_hits() {
        publish(7, 2);
        clock.advance(JUST_BELOW);

        assertThat(hit().revision()).isEqualTo(new Revision(7));
    }

    @Test
    void lifetime_over_missesAsAbsent() {
        publish(7, 2);
        clock.advance(LIFETIME);

        assertThat(miss()).isEqualTo(Reason.ABSENT);
    }

    private EncodedSnapshot publish(long revision, int flags) {
        EncodedSnapshot snapshot = snapshot(PRODUCTION, revision, flags);
        assertThat(cache.publish(snapshot).succeeded()).isTrue();
        return snapshot;
    }

    private void invalidate(long revision) {
        Future<Void> done = cache.invalidate(PRODUCTION, new Revision(revision));
        assertThat(done.succeeded()).isTrue();
    }

    private Lookup.Hit<Optional<EncodedFlag>> hit() {
        Lookup<Optional<EncodedFlag>> lookup =
                cache.flag(PRODUCTION, FLAG, Revision.NONE).result();
        assertThat(lookup).isInstanceOf(Lookup.Hit.class);
        return (Lookup.Hit<Optional<EncodedFlag>>) lookup;
    }

    private Reason miss() {
        Lookup<Optional<EncodedFlag>> lookup =
                cache.flag(PRODUCTION, FLAG, Revision.NONE).result();
        assertThat(lookup).isInstanceOf(Lookup.Miss.class);
        return ((Lookup.Miss<Optional<EncodedFlag>>) lookup).reason();
    }
}
