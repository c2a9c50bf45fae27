package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a gateway may answer from its memory, and what it does when it may not. */
class NearCacheTest {
    private static final Environment STAGING = new Environment("staging");
    private static final FlagKey FLAG = new FlagKey("flag-000");
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final Duration UNHEARD = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final ScriptedCache cache = new ScriptedCache();
    private final ScriptedStore store = new ScriptedStore();
    private final ReadState state = new ReadState(clock, PRODUCTION, UNHEARD);
    private final List<Boolean> asked = new ArrayList<>();
    private int wentBack;
    private final FlagReader reader = new FlagReader(
            cache,
            store,
            state,
            new Told(),
            new ReadRules(PRODUCTION, Optional.of(LIFETIME), Duration.ofHours(1)),
            Insistence.NONE);
    private final ChangeFollower follower = new ChangeFollower(state, reader);

    private final class Told implements ReadObserver {
        @Override
        public void nearAsked(boolean hit) {
            asked.add(hit);
        }

        @Override
        public void cacheAsked(CacheResult result) {}

        @Override
        public void answered(Source source) {}

        @Override
        public void databaseWentBack() {
            wentBack++;
        }
    }

    // With the feed.

    @Test
    void flag_secondRead_asksNobody() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(source(read())).isEqualTo(Source.REDIS);
        assertThat(source(read())).isEqualTo(Source.NEAR);
        assertThat(cache.calls()).containsExactly("snapshot");
        assertThat(store.count()).isZero();
        assertThat(asked).containsExactly(false, true);
    }

    @Test
    void flag_anotherLoopWasSooner_doesNotAskTheStore() {
        connected();
        Promise<Lookup<EncodedSnapshot>> lookup = cache.waiting();
        Future<Reading<Optional<EncodedFlag>>> read = read();
        EncodedSnapshot loaded = snapshot(PRODUCTION, 7, 2);
        state.lastKnownGood().offer(loaded);
        state.fence().raise(PRODUCTION, loaded.revision());

        lookup.complete(new Lookup.Miss<>(Lookup.Reason.ABSENT));

        assertThat(source(read)).isEqualTo(Source.NEAR);
        assertThat(store.count()).isZero();
        assertThat(asked).containsExactly(false);
    }

    @Test
    void list_afterAFlag_asksNobody() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();

        assertThat(reader.list(PRODUCTION, Revision.NONE).result().source()).isEqualTo(Source.NEAR);
    }

    @Test
    void flag_manyOfAColdGateway_askTheCacheOnce() {
        connected();
        Promise<Lookup<EncodedSnapshot>> lookup = cache.waiting();
        List<Future<Reading<Optional<EncodedFlag>>>> reads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            reads.add(read());
        }
        lookup.complete(new Lookup.Hit<>(new Revision(7), snapshot(PRODUCTION, 7, 2), ScriptedCache.NODE));

        assertThat(reads).allMatch(Future::succeeded);
        assertThat(cache.calls()).containsExactly("snapshot");
    }

    @Test
    void flag_changeHeard_isNotAnsweredWithThePast() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        store.holding(snapshot(PRODUCTION, 8, 2));

        follower.heard(PRODUCTION, new Revision(8), ChangeListener.Source.FEED);

        assertThat(read().result().revision()).isEqualTo(new Revision(8));
    }

    @Test
    void heard_ofWhatIsKept_getsItBeforeItIsAskedFor() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        store.holding(snapshot(PRODUCTION, 8, 2));

        follower.heard(PRODUCTION, new Revision(8), ChangeListener.Source.FEED);

        assertThat(source(read())).isEqualTo(Source.NEAR);
        assertThat(read().result().revision()).isEqualTo(new Revision(8));
    }

    @Test
    void heard_ofAChangeThatIsInMemory_isSharedWithOtherGateways() {
        connected();
        store.holding(snapshot(PRODUCTION, 7, 2));
        read();
        change(8);
        List<String> before = List.copyOf(cache.calls());

        follower.heard(PRODUCTION, new Revision(8), ChangeListener.Source.TICK);
        assertThat(cache.calls()).isEqualTo(before);
        follower.heard(PRODUCTION, new Revision(8), ChangeListener.Source.FEED);

        assertThat(cache.calls()).hasSize(before.size() + 1).endsWith("publish 8");
    }

    @Test
    void heard_ofAChangeToWhatACacheSaid_isNotShared() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        change(8);
        List<String> before = List.copyOf(cache.calls());

        follower.heard(PRODUCTION, new Revision(8), ChangeListener.Source.FEED);

        assertThat(cache.calls()).isEqualTo(before);
    }

    @Test
    void heard_ofWhatNobodyAskedFor_getsNothing() {
        connected();

        follower.heard(PRODUCTION, new Revision(8), ChangeListener.Source.FEED);

        assertThat(cache.calls()).isEmpty();
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(8));
    }

    /** As when its process was stopped, or its machine suspended: it has not noticed yet that the feed is gone. */
    @Test
    void flag_afterAStandstill_isNotAnsweredFromMemory() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        clock.advance(Hearing.FEED_SILENCE);
        store.holding(snapshot(PRODUCTION, 8, 2));

        assertThat(read().result().revision()).isEqualTo(new Revision(8));
    }

    /** A read of one flag does not make up for it with all flags. */
    @Test
    void flag_feedAndStoreAway_asksTheCacheForTheFlagAlone() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        away();
        clock.advance(UNHEARD);
        int before = cache.calls().size();

        assertThat(source(read())).isEqualTo(Source.STALE);
        assertThat(cache.calls().subList(before, cache.calls().size())).containsExactly("flag " + FLAG.value());
    }

    @Test
    void flag_askedForMoreThanIsKept_isNotAnsweredFromMemory() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        store.holding(snapshot(PRODUCTION, 8, 2));

        assertThat(reader.flag(PRODUCTION, FLAG, new Revision(8)).result().revision())
                .isEqualTo(new Revision(8));
    }

    @Test
    void flag_oldInItsLifetime_isReadAnewBehindTheAnswer() {
        connected();
        cache.missing(Lookup.Reason.ABSENT);
        store.holding(snapshot(PRODUCTION, 7, 2));
        read();
        store.holding(snapshot(PRODUCTION, 7, 2));
        pass(LIFETIME.multipliedBy(4).dividedBy(5));

        assertThat(source(read())).isEqualTo(Source.NEAR);
        assertThat(store.count()).isEqualTo(2);
        pass(LIFETIME.multipliedBy(2).dividedBy(5));
        assertThat(source(read())).isEqualTo(Source.NEAR);
    }

    @Test
    void list_rowsChangedByHandAtTheSameRevision_isTheirsOnceItIsReadAnew() {
        connected();
        cache.missing(Lookup.Reason.ABSENT);
        store.holding(snapshot(PRODUCTION, 7, 2));
        read();
        store.holding(snapshot(PRODUCTION, 7, 3));
        pass(LIFETIME.multipliedBy(4).dividedBy(5));
        read();

        assertThat(store.load(1).known()).isEmpty();
        Reading<Optional<EncodedSnapshot>> list =
                reader.list(PRODUCTION, Revision.NONE).result();
        assertThat(list.source()).isEqualTo(Source.NEAR);
        assertThat(list.value().orElseThrow().flags()).hasSize(3);
    }

    /** That the store is still at a revision says nothing of rows that were changed by hand. */
    @Test
    void flag_storeSaysUnchanged_isNoYoungerForIt() {
        connected();
        cache.missing(Lookup.Reason.ABSENT);
        EncodedSnapshot kept = snapshot(PRODUCTION, 7, 2);
        store.holding(kept);
        read();
        pass(LIFETIME.dividedBy(2));
        state.lastKnownGood().offer(kept);
        pass(LIFETIME.dividedBy(2));

        assertThat(source(read())).isNotEqualTo(Source.NEAR);
    }

    @Test
    void flag_lifetimeOver_isAskedOfTheCacheAgain() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        pass(LIFETIME);

        assertThat(source(read())).isEqualTo(Source.REDIS);
    }

    @Test
    void flag_lifetimeLongOver_isInMemoryAgainSoon() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        pass(LIFETIME.multipliedBy(3));

        assertThat(source(read())).isEqualTo(Source.REDIS);
        store.load(0).answer(snapshot(PRODUCTION, 7, 2));
        assertThat(source(read())).isEqualTo(Source.NEAR);
    }

    @Test
    void wentBack_whatIsKept_isGone() {
        connected();
        cache.missing(Lookup.Reason.ABSENT);
        store.holding(snapshot(PRODUCTION, 7, 2));
        read();
        store.holding(snapshot(PRODUCTION, 5, 2));

        follower.wentBack(PRODUCTION, new Revision(7), new Revision(5), ChangeListener.Source.TICK);

        assertThat(read().result().revision()).isEqualTo(new Revision(5));
        assertThat(cache.calls()).contains("discard");
    }

    @Test
    void reading_belowWhatAnEarlierProcessKept_resetsAll() {
        state.restore(snapshot(PRODUCTION, 9, 2), clock.instant());
        store.holding(snapshot(PRODUCTION, 5, 2));

        follower.heard(PRODUCTION, new Revision(5), ChangeListener.Source.RESYNC);
        follower.allHeard(ChangeListener.Source.RESYNC, clock.instant());
        connected();

        assertThat(source(read())).isEqualTo(Source.NEAR);
        assertThat(read().result().revision()).isEqualTo(new Revision(5));
        assertThat(wentBack).isEqualTo(1);
        assertThat(cache.calls()).containsExactly("discard", "publish 5");
    }

    @Test
    void reading_withoutAnEnvironmentThatIsKept_forgetsIt() {
        state.restore(snapshot(STAGING, 9, 2), clock.instant());
        store.holdingNothing();

        follower.allHeard(ChangeListener.Source.RESYNC, clock.instant());

        assertThat(state.lastKnownGood().find(STAGING)).isEmpty();
        assertThat(state.fence().of(STAGING)).isEqualTo(Revision.NONE);
        assertThat(wentBack).isEqualTo(1);
    }

    @Test
    void reading_withoutTheDefaultEnvironmentThatIsEmpty_asksNobody() {
        cache.missing(Lookup.Reason.ABSENT);
        store.holdingNothing();
        read();
        int before = store.count();

        follower.allHeard(ChangeListener.Source.TICK, clock.instant());

        assertThat(store.count()).isEqualTo(before);
        assertThat(wentBack).isZero();
    }

    /** As when it was begun before the commit, and answered after. */
    @Test
    void reading_thatCrossedAChange_lowersNothing() {
        connected();
        cache.holding(snapshot(PRODUCTION, 8, 2));
        store.holding(snapshot(PRODUCTION, 8, 2));
        read();

        follower.heard(PRODUCTION, new Revision(7), ChangeListener.Source.TICK);

        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(8));
        assertThat(wentBack).isZero();
        assertThat(cache.calls()).doesNotContain("discard");
    }

    @Test
    void notification_belowWhatWasSeen_asksNobody() {
        connected();
        cache.holding(snapshot(PRODUCTION, 8, 2));
        read();

        follower.heard(PRODUCTION, new Revision(7), ChangeListener.Source.FEED);

        assertThat(store.count()).isZero();
    }

    @Test
    void reading_belowWhatTheCacheMadeUp_healsBeforeAnybodyMisses() {
        connected();
        cache.holding(snapshot(PRODUCTION, Long.MAX_VALUE, 2));
        read();
        store.holding(snapshot(PRODUCTION, 7, 2));

        follower.heard(PRODUCTION, new Revision(7), ChangeListener.Source.TICK);

        assertThat(read().result().revision()).isEqualTo(new Revision(7));
        assertThat(wentBack).isEqualTo(1);
    }

    @Test
    void reading_whileADiscardIsDue_triesItAgain() {
        connected();
        cache.failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        state.fence().raise(PRODUCTION, new Revision(9));
        store.holding(snapshot(PRODUCTION, 7, 2));
        follower.heard(PRODUCTION, new Revision(7), ChangeListener.Source.TICK);
        follower.allHeard(ChangeListener.Source.TICK, clock.instant());
        assertThat(cache.calls()).containsExactly("discard");

        clock.advance(Duration.ofSeconds(2));
        cache.writing();
        follower.heard(PRODUCTION, new Revision(7), ChangeListener.Source.TICK);
        follower.allHeard(ChangeListener.Source.TICK, clock.instant());

        assertThat(cache.calls()).containsExactly("discard", "discard", "publish 7");
        assertThat(wentBack).isEqualTo(1);
    }

    /** It was marked then. That the feed is back does not make it true. */
    @Test
    void flag_cachedWhatNobodyCouldConfirm_isAskedOfTheStoreOnceItIsBack() {
        state.fence().raise(PRODUCTION, new Revision(4));
        cache.holding(snapshot(PRODUCTION, 6, 2));
        store.unavailable();
        assertThat(source(read())).isEqualTo(Source.STALE);
        store.holding(snapshot(PRODUCTION, 4, 2));
        clock.advance(Duration.ofMillis(1));

        connected();

        Reading<Optional<EncodedFlag>> after = read().result();
        assertThat(after.source()).isEqualTo(Source.POSTGRES);
        assertThat(after.revision()).isEqualTo(new Revision(4));
    }

    @Test
    void flag_keptBeyondWhatTheFenceTellsOf_isNotFollowedByLess() {
        cache.holding(snapshot(PRODUCTION, 8, 2));
        FlagReader confirming = reader(new Admission.Fenced(state.hearing(), state.cacheResets()));
        Future<?> confirmed = confirming.flag(PRODUCTION, FLAG, Revision.NONE);
        assertThat(confirmed.isComplete()).isFalse();
        connected();
        assertThat(read().result().revision()).isEqualTo(new Revision(8));
        clock.advance(LIFETIME);
        cache.holding(snapshot(PRODUCTION, 7, 2));
        store.holding(snapshot(PRODUCTION, 8, 2));

        assertThat(read().result().revision()).isEqualTo(new Revision(8));
    }

    @Test
    void flag_changeHeardByAnotherLoopMeanwhile_isNotThePast() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        state.fence().raise(PRODUCTION, new Revision(7));
        store.holding(snapshot(PRODUCTION, 8, 2));
        FlagReader overtaken = reader(new HeardWhenAsked(state, new Revision(8)));

        assertThat(overtaken.flag(PRODUCTION, FLAG, Revision.NONE).result().revision())
                .isEqualTo(new Revision(8));
    }

    private FlagReader reader(Admission admission) {
        return new FlagReader(
                cache,
                store,
                state,
                new Told(),
                new ReadRules(PRODUCTION, Optional.of(LIFETIME), Duration.ofHours(1)),
                Insistence.NONE,
                admission,
                new Endless());
    }

    // Without it.

    @Test
    void flag_neverHeardOfTheStore_isConfirmedByIt() {
        EncodedSnapshot kept = snapshot(PRODUCTION, 7, 2);
        cache.holding(kept);
        store.holding(kept);

        assertThat(source(read())).isEqualTo(Source.REDIS);
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void flag_neverHeardOfTheStoreAndCacheBehind_isTheStores() {
        cache.holding(snapshot(PRODUCTION, 7, 2));
        store.holding(snapshot(PRODUCTION, 8, 2));

        Reading<Optional<EncodedFlag>> reading = read().result();

        assertThat(reading.source()).isEqualTo(Source.POSTGRES);
        assertThat(reading.cache()).isEqualTo(CacheResult.MISS);
        assertThat(reading.revision()).isEqualTo(new Revision(8));
    }

    @Test
    void flag_neverHeardOfTheStoreAndItIsAway_isTheCachesMarked() {
        cache.holding(snapshot(PRODUCTION, 7, 2));
        store.unavailable();
        clock.advance(Duration.ofSeconds(20));

        Reading<Optional<EncodedFlag>> reading = read().result();

        assertThat(reading.source()).isEqualTo(Source.STALE);
        assertThat(reading.cache()).isEqualTo(CacheResult.HIT);
        assertThat(reading.age()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void flag_feedAwayForAMoment_isAnsweredFromMemory() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        away();
        clock.advance(UNHEARD.minusMillis(1));

        assertThat(source(read())).isEqualTo(Source.NEAR);
    }

    @Test
    void flag_feedAwayForLonger_isConfirmedByTheStore() {
        connected();
        EncodedSnapshot kept = snapshot(PRODUCTION, 7, 2);
        cache.holding(kept);
        read();
        away();
        clock.advance(UNHEARD);
        store.holding(kept);

        int asked = store.count();
        assertThat(source(read())).isEqualTo(Source.REDIS);
        assertThat(store.count()).isEqualTo(asked + 1);
        clock.advance(UNHEARD.minusMillis(1));
        assertThat(source(read())).isEqualTo(Source.NEAR);
        assertThat(store.count()).isEqualTo(asked + 1);
    }

    @Test
    void feedLost_withTheStoreWell_isAskedAtOnceAndKeepsTheMemory() {
        connected();
        EncodedSnapshot kept = snapshot(PRODUCTION, 7, 2);
        cache.holding(kept);
        read();
        clock.advance(Duration.ofMinutes(1));
        store.holding(kept);

        follower.feedChanged(new FeedState.Away(clock.instant().minus(UNHEARD)));

        assertThat(store.count()).isEqualTo(1);
        assertThat(source(read())).isEqualTo(Source.NEAR);
    }

    @Test
    void feedLost_withTheStoreHung_isNotWaitedForByReads() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();

        follower.feedChanged(new FeedState.Away(clock.instant()));
        Await.until(
                Duration.ofSeconds(10),
                "the store is silent",
                () -> state.silences().contains(PRODUCTION));
        clock.advance(UNHEARD);

        assertThat(read().isComplete()).isTrue();
        assertThat(source(read())).isEqualTo(Source.STALE);
    }

    @Test
    void flag_allHeardWithoutTheFeed_isAnsweredFromMemoryForAWhile() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        away();
        clock.advance(Duration.ofMinutes(1));
        follower.heard(PRODUCTION, new Revision(7), ChangeListener.Source.TICK);
        follower.allHeard(ChangeListener.Source.TICK, clock.instant());

        assertThat(source(read())).isEqualTo(Source.NEAR);
        clock.advance(UNHEARD);
        store.unavailable();
        assertThat(source(read())).isEqualTo(Source.STALE);
    }

    @Test
    void flag_feedBack_isAnsweredFromMemory() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        away();
        clock.advance(Duration.ofMinutes(1));
        connected();

        assertThat(source(read())).isEqualTo(Source.NEAR);
    }

    @Test
    void flag_allBackendsGone_isTheLastKnownGoodMarked() {
        connected();
        cache.holding(snapshot(PRODUCTION, 7, 2));
        read();
        away();
        clock.advance(Duration.ofMinutes(1));
        cache.unavailable();
        store.unavailable();

        Reading<Optional<EncodedFlag>> reading = read().result();

        assertThat(reading.source()).isEqualTo(Source.STALE);
        assertThat(reading.age()).isEqualTo(Duration.ofMinutes(1));
    }

    private void connected() {
        follower.feedChanged(new FeedState.Connected(clock.instant()));
    }

    /** With the feed speaking all the while. */
    private void pass(Duration time) {
        clock.advance(time);
        follower.confirmed(clock.instant());
    }

    /** The store is away with it. */
    private void away() {
        store.unavailable();
        follower.feedChanged(new FeedState.Away(clock.instant()));
    }

    /** As a change through this gateway makes it. */
    private void change(long revision) {
        state.lastKnownGood()
                .apply(
                        PRODUCTION,
                        new Revision(revision),
                        past -> past.with(new Revision(revision), FLAG, Optional.empty()));
        state.fence().raise(PRODUCTION, new Revision(revision));
    }

    private Future<Reading<Optional<EncodedFlag>>> read() {
        return reader.flag(PRODUCTION, FLAG, Revision.NONE);
    }

    private static Source source(Future<? extends Reading<?>> read) {
        assertThat(read.failed()).as(String.valueOf(read.cause())).isFalse();
        return read.result().source();
    }
}
