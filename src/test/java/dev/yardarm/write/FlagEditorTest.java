package dev.yardarm.write;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.flag;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.memory.MemoryFlagCache;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.ChangeFollower;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FeedState;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.InMemoryFlagStore;
import dev.yardarm.read.Insistence;
import dev.yardarm.read.ManualClock;
import dev.yardarm.read.ReadObserver;
import dev.yardarm.read.ReadRules;
import dev.yardarm.read.ReadState;
import dev.yardarm.read.Reading;
import dev.yardarm.read.ScriptedCache;
import dev.yardarm.read.ScriptedStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of a change, and what a read after it sees. */
class FlagEditorTest {
    private static final FlagKey KEY = new FlagKey("flag-000");
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final Duration UNHEARD = Duration.ofSeconds(1);
    private static final ReadRules RULES = new ReadRules(PRODUCTION, Optional.empty(), LIFETIME);

    private final ManualClock clock = new ManualClock();
    private final ReadState state = new ReadState(clock, PRODUCTION, UNHEARD);
    private final ScriptedCache cache = new ScriptedCache();
    private final Commits commits = new Commits();
    private final FlagEditor editor = new FlagEditor(commits, cache, state, new Unobserved());

    /** A store whose commits the test ends by hand. */
    private static final class Commits implements ChangeStore {
        private Promise<ChangeResult> commit = Promise.promise();
        private int count;

        @Override
        public Future<ChangeResult> commit(Change change) {
            count++;
            commit = Promise.promise();
            return commit.future();
        }

        @Override
        public Future<List<RecordedChange>> history(
                Environment environment, FlagKey key, int limit, Optional<Revision> before) {
            return Future.succeededFuture(List.of());
        }
    }

    /** Sees nothing: the tests look at the answers. */
    private static final class Unobserved implements ReadObserver {
        @Override
        public void nearAsked(boolean hit) {}

        @Override
        public void cacheAsked(Reading.CacheResult result) {}

        @Override
        public void answered(Reading.Source source) {}

        @Override
        public void databaseWentBack() {}
    }

    @Test
    void change_notCommittedYet_touchesNeitherFenceNorCache() {
        Future<ChangeResult> change = editor.change(put());

        assertThat(change.isComplete()).isFalse();
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(Revision.NONE);
        assertThat(cache.calls()).isEmpty();
        assertThat(commits.count).isEqualTo(1);
    }

    @Test
    void change_committed_raisesTheFenceThenInvalidatesThenAnswers() {
        Promise<Void> invalidation = cache.waitingWrites();
        Future<ChangeResult> change = editor.change(put());

        commits.commit.complete(committed(8));
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(8));
        assertThat(cache.calls()).containsExactly("invalidate 8");
        assertThat(change.isComplete()).isFalse();

        invalidation.complete();
        assertThat(change.result()).isEqualTo(committed(8));
    }

    @Test
    void change_committed_hasTheFenceUpBeforeTheCacheIsTouched() {
        List<Revision> fenceSeen = new ArrayList<>();
        cache.beforeEachWrite(() -> fenceSeen.add(state.fence().of(PRODUCTION)));
        Future<ChangeResult> change = editor.change(put());

        commits.commit.complete(committed(8));

        assertThat(change.succeeded()).isTrue();
        assertThat(fenceSeen).containsExactly(new Revision(8));
    }

    @Test
    void change_invalidationFails_isAnsweredAllTheSame() {
        cache.failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        Future<ChangeResult> change = editor.change(put());

        commits.commit.complete(committed(8));

        assertThat(change.result()).isEqualTo(committed(8));
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(8));
    }

    @Test
    void change_ofAFlagThatIsNotThere_invalidatesNothing() {
        Future<ChangeResult> change = editor.change(put());

        commits.commit.complete(new ChangeResult.NotFound());

        assertThat(change.result()).isEqualTo(new ChangeResult.NotFound());
        assertThat(cache.calls()).isEmpty();
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(Revision.NONE);
    }

    @Test
    void change_withAFailedPrecondition_invalidatesNothing() {
        ChangeResult failed = new ChangeResult.PreconditionFailed(Optional.of(new Revision(7)));
        Future<ChangeResult> change = editor.change(put());

        commits.commit.complete(failed);

        assertThat(change.result()).isEqualTo(failed);
        assertThat(cache.calls()).isEmpty();
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(Revision.NONE);
    }

    @Test
    void change_storeUnavailable_failsAndTouchesNothing() {
        BackendUnavailable away = new BackendUnavailable(Backend.POSTGRES, "away");
        Future<ChangeResult> change = editor.change(put());

        commits.commit.fail(away);

        assertThat(change.cause()).isSameAs(away);
        assertThat(cache.calls()).isEmpty();
    }

    @Test
    void change_outcomeUnknown_failsAndDiscardsWhatIsCached() {
        OutcomeUnknown unknown = new OutcomeUnknown(Backend.POSTGRES, new IllegalStateException("lost"));
        Future<ChangeResult> change = editor.change(put());

        commits.commit.fail(unknown);

        assertThat(change.cause()).isSameAs(unknown);
        assertThat(cache.calls()).containsExactly("discard");
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(Revision.NONE);
    }

    @Test
    void change_outcomeUnknown_doesNotWaitForTheDiscard() {
        Promise<Void> discard = cache.waitingWrites();
        Future<ChangeResult> change = editor.change(put());

        commits.commit.fail(new OutcomeUnknown(Backend.POSTGRES, new IllegalStateException("lost")));

        assertThat(change.failed()).isTrue();
        assertThat(discard.future().isComplete()).isFalse();
    }

    @Test
    void change_committed_updatesTheLastKnownGood() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        Future<ChangeResult> change = editor.change(put());

        commits.commit.complete(committed(8));

        assertThat(change.succeeded()).isTrue();
        EncodedSnapshot kept =
                state.lastKnownGood().find(PRODUCTION).orElseThrow().snapshot();
        assertThat(kept.revision()).isEqualTo(new Revision(8));
        assertThat(kept.flag(KEY)).contains(EncodedFlag.of(flag(PRODUCTION, "flag-000", 8)));
        assertThat(kept.flags()).hasSize(2);
    }

    @Test
    void change_thatRemoves_takesTheFlagOutOfTheLastKnownGood() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        Future<ChangeResult> change = editor.change(change(new Edit.Remove()));

        commits.commit.complete(new ChangeResult.Committed(
                new Revision(8), Optional.of(flag(PRODUCTION, "flag-000", 7)), Optional.empty()));

        assertThat(change.succeeded()).isTrue();
        EncodedSnapshot kept =
                state.lastKnownGood().find(PRODUCTION).orElseThrow().snapshot();
        assertThat(kept.flag(KEY)).isEmpty();
        assertThat(kept.flags()).hasSize(1);
    }

    @Test
    void change_afterOneThatWasNotSeen_keepsTheWholeThatCameWithIt() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 6, 2));
        Future<ChangeResult> change = editor.change(put());
        EncodedSnapshot whole = snapshot(PRODUCTION, 8, 2);

        commits.commit.complete(new ChangeResult.Committed(
                new Revision(8), Optional.empty(), Optional.of(flag(PRODUCTION, "flag-000", 8)), Optional.of(whole)));

        assertThat(change.succeeded()).isTrue();
        assertThat(state.lastKnownGood().truth(PRODUCTION)).containsSame(whole);
    }

    @Test
    void change_afterOneThatWasNotSeen_leavesTheLastKnownGoodBelowTheFence() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 6, 2));
        Future<ChangeResult> change = editor.change(put());

        commits.commit.complete(committed(8));

        assertThat(change.succeeded()).isTrue();
        assertThat(state.lastKnownGood()
                        .find(PRODUCTION)
                        .orElseThrow()
                        .snapshot()
                        .revision())
                .isEqualTo(new Revision(6));
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(8));
    }

    @Test
    void change_whoseInvalidationWasLost_isSeenByTheNextReadAllTheSame() {
        cache.holding(snapshot(PRODUCTION, 7, 2)).failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        ScriptedStore truth = new ScriptedStore().holding(snapshot(PRODUCTION, 8, 2));
        FlagReader reader = new FlagReader(cache, truth, state, new Unobserved(), RULES, Insistence.NONE);
        Future<ChangeResult> change = editor.change(put());
        commits.commit.complete(committed(8));
        assertThat(change.succeeded()).isTrue();

        assertThat(reader.flag(PRODUCTION, KEY, Revision.NONE).result().revision())
                .isEqualTo(new Revision(8));
    }

    @Test
    void change_whileEverythingElseIsAway_isSeenByTheNextReadFromTheLastKnownGood() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        cache.unavailable().failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        FlagReader reader = new FlagReader(
                cache, new ScriptedStore().unavailable(), state, new Unobserved(), RULES, Insistence.NONE);
        Future<ChangeResult> change = editor.change(put());
        commits.commit.complete(committed(8));
        assertThat(change.succeeded()).isTrue();

        Reading<Optional<EncodedFlag>> reading =
                reader.flag(PRODUCTION, KEY, Revision.NONE).result();

        assertThat(reading.source()).isEqualTo(Reading.Source.STALE);
        assertThat(reading.value().orElseThrow().revision()).isEqualTo(new Revision(8));
    }

    @Test
    void change_numberedBelowWhatWasSeen_lowersTheFenceAndDiscardsWhatIsCached() {
        cache.holding(snapshot(PRODUCTION, 5_000, 2));
        ScriptedStore truth = new ScriptedStore().holding(snapshot(PRODUCTION, 8, 2));
        FlagReader reader = new FlagReader(cache, truth, state, new Unobserved(), RULES, Insistence.NONE);
        new ChangeFollower(state, reader).feedChanged(new FeedState.Connected(clock.instant()));
        assertThat(reader.flag(PRODUCTION, KEY, Revision.NONE).result().revision())
                .isEqualTo(new Revision(5_000));

        Future<ChangeResult> change = editor.change(put());
        commits.commit.complete(committed(8));

        assertThat(change.succeeded()).isTrue();
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(8));
        assertThat(cache.calls()).containsSubsequence("discard", "invalidate 8");
    }

    @Test
    void change_againAndAgain_isAlwaysSeenByTheNextRead() {
        InMemoryFlagStore truth = new InMemoryFlagStore();
        MemoryFlagCache memory = new MemoryFlagCache(LIFETIME, clock);
        FlagEditor writer = new FlagEditor(truth, memory, state, new Unobserved());
        FlagReader reader = new FlagReader(memory, truth, state, new Unobserved(), RULES, Insistence.NONE);

        for (int i = 1; i <= 50; i++) {
            assertThat(writer.change(put()).succeeded()).isTrue();
            Reading<Optional<EncodedFlag>> first =
                    reader.flag(PRODUCTION, KEY, Revision.NONE).result();
            Reading<Optional<EncodedFlag>> second =
                    reader.flag(PRODUCTION, KEY, Revision.NONE).result();

            assertThat(first.source()).isEqualTo(Reading.Source.POSTGRES);
            assertThat(first.value().orElseThrow().revision()).isEqualTo(new Revision(i));
            assertThat(second.source()).isEqualTo(Reading.Source.REDIS);
            assertThat(second.value()).isEqualTo(first.value());
        }
    }

    private static ChangeResult committed(long revision) {
        Flag after = flag(PRODUCTION, "flag-000", revision);
        return new ChangeResult.Committed(new Revision(revision), Optional.empty(), Optional.of(after));
    }

    private static Change put() {
        return change(new Edit.Put(new FlagContent(true, RolloutPercentage.ALL, "")));
    }

    private static Change change(Edit edit) {
        return new Change(PRODUCTION, KEY, edit, new Precondition.None(), "ops");
    }
}
