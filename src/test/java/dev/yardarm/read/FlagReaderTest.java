package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Lookup.Reason;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rung of the ladder, every refusal, and the races around the fence. */
class FlagReaderTest {
    private static final FlagKey FLAG = new FlagKey("flag-000");
    private static final Environment STAGING = new Environment("staging");
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Duration UNHEARD = Duration.ofSeconds(1);
    private static final ReadRules RULES = new ReadRules(PRODUCTION, Optional.empty(), LIMIT);

    private final ManualClock clock = new ManualClock();
    private final ScriptedCache cache = new ScriptedCache();
    private final ScriptedStore store = new ScriptedStore();
    private final ReadState state = new ReadState(clock, PRODUCTION, UNHEARD);
    private final Told told = new Told();
    private final FlagReader reader = new FlagReader(cache, store, state, told, RULES, Insistence.NONE);

    @BeforeEach
    void hearEverything() {
        state.hearing().feedIs(new FeedState.Connected(clock.instant()));
    }

    /** What the observer was told. */
    private static final class Told implements ReadObserver {
        private final List<CacheResult> cacheAsked = new ArrayList<>();
        private final List<Source> answered = new ArrayList<>();
        private int wentBack;

        @Override
        public void nearAsked(boolean hit) {
            throw new AssertionError("there is no near cache");
        }

        @Override
        public void cacheAsked(CacheResult result) {
            cacheAsked.add(result);
        }

        @Override
        public void answered(Source source) {
            answered.add(source);
        }

        @Override
        public void databaseWentBack() {
            wentBack++;
        }
    }

    // Nobody can answer yet.

    @Test
    void flag_storeLateWithNothingKnown_isAskedAgain() {
        cache.unavailable();
        Future<Reading<Optional<EncodedFlag>>> read = insistent(LIMIT).flag(PRODUCTION, FLAG, Revision.NONE);
        for (int i = 0; i < 3; i++) {
            store.load(i).fail(BackendUnavailable.late(Backend.POSTGRES, "late", null));
        }

        store.load(3).answer(snapshot(PRODUCTION, 7, 2));

        assertThat(answer(read).revision()).isEqualTo(new Revision(7));
    }

    @Test
    void flag_cacheIsBackBeforeALateStore_isAnsweredFromTheCache() {
        cache.unavailable();
        Future<Reading<Optional<EncodedFlag>>> read = insistent(LIMIT).flag(PRODUCTION, FLAG, Revision.NONE);
        cache.holding(snapshot(PRODUCTION, 7, 2));

        store.load(0).fail(BackendUnavailable.late(Backend.POSTGRES, "late", null));

        assertThat(answer(read).source()).isEqualTo(Source.REDIS);
    }

    @Test
    void flag_storeRefusesWithNothingKnown_failsAtOnce() {
        cache.unavailable();
        store.unavailable();

        assertThat(insistent(LIMIT).flag(PRODUCTION, FLAG, Revision.NONE).cause())
                .isInstanceOf(BackendUnavailable.class);
        assertThat(store.count()).isEqualTo(1);
    }

    /** Neither has a refusing store the last word. */
    @Test
    void flag_cacheLateAndStoreRefuses_isAskedAgain() {
        cache.failing(BackendUnavailable.late(Backend.REDIS, "late", null));
        Future<Reading<Optional<EncodedFlag>>> read = insistent(LIMIT).flag(PRODUCTION, FLAG, Revision.NONE);
        cache.holding(snapshot(PRODUCTION, 7, 2));

        store.load(0).fail(new BackendUnavailable(Backend.POSTGRES, "away"));

        assertThat(answer(read).source()).isEqualTo(Source.REDIS);
    }

    @Test
    void flag_storeSilentForLongerThanIsInsisted_fails() {
        cache.unavailable();
        Future<Reading<Optional<EncodedFlag>>> read =
                insistent(Duration.ofMillis(200)).flag(PRODUCTION, FLAG, Revision.NONE);
        store.load(0).fail(BackendUnavailable.late(Backend.POSTGRES, "late", null));

        Await.until(Duration.ofSeconds(5), "the end of the read", read::isComplete);

        assertThat(read.cause()).isInstanceOf(BackendUnavailable.class);
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void flag_otherReadIsShownMoreThanIsKeptAndStoreRefuses_isAskedAgain() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        fence(7);
        Future<Reading<Optional<EncodedFlag>>> read = insistent(LIMIT).flag(PRODUCTION, FLAG, Revision.NONE);
        state.catchUps().begin(PRODUCTION);
        fence(8);
        cache.holding(snapshot(PRODUCTION, 8, 2));

        store.load(0).fail(new BackendUnavailable(Backend.POSTGRES, "away"));

        assertThat(answer(read).revision()).isEqualTo(new Revision(8));
    }

    @Test
    void flag_moreWasShownThanIsKeptAndNothingIsOnItsWay_failsAtOnce() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        fence(8);
        store.unavailable();

        assertThat(insistent(LIMIT).flag(PRODUCTION, FLAG, Revision.NONE).cause())
                .isInstanceOf(BackendUnavailable.class);
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void flag_moreWasShownThanIsKeptAndLessThanIsAskedFor_failsAtOnce() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        state.catchUps().begin(PRODUCTION);
        fence(8);
        store.unavailable();

        assertThat(insistent(LIMIT).flag(PRODUCTION, FLAG, new Revision(9)).cause())
                .isInstanceOf(BackendUnavailable.class);
        assertThat(store.count()).isEqualTo(1);
    }

    private FlagReader insistent(Duration most) {
        Insistence insistence = new Insistence(most, pause -> Future.succeededFuture());
        return new FlagReader(cache, store, state, told, RULES, insistence);
    }

    // A store that went back while it was asked.

    /** It has lost a revision, and gives it to a change of this gateway before it has answered. */
    @Test
    void flag_revisionCommittedAnewWhileTheStoreAnswers_isNotFollowedByLess() {
        assertIsNotFollowedByLess(() -> state.fence().commit(PRODUCTION, new Revision(4)));
    }

    @Test
    void flag_revisionToldAnewWhileTheStoreAnswers_isNotFollowedByLess() {
        assertIsNotFollowedByLess(
                () -> new ChangeFollower(state, reader).heard(PRODUCTION, new Revision(4), ChangeListener.Source.FEED));
    }

    /** The fourth revision, which is given while the store answers with the third. */
    private void assertIsNotFollowedByLess(Runnable given) {
        fence(4);
        cache.missing(Lookup.Reason.ABSENT);
        Future<Reading<Optional<EncodedFlag>>> read = reader.flag(PRODUCTION, FLAG, Revision.NONE);
        given.run();

        store.load(0).answer(snapshot(PRODUCTION, 3, 2));
        store.load(1).answer(snapshot(PRODUCTION, 4, 2));

        assertThat(answer(read).revision()).isEqualTo(new Revision(4));
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(4));
    }

    /** It was asked before it went back, and that it did is known before it has answered. */
    @Test
    void flag_storeAnswersWithWhatItHasLostSince_isAskedAgain() {
        fence(7);
        cache.missing(Lookup.Reason.ABSENT);
        Future<Reading<Optional<EncodedFlag>>> read = reader.flag(PRODUCTION, FLAG, Revision.NONE);
        assertThat(state.fence().lower(PRODUCTION, state.fence().mark(PRODUCTION), new Revision(3), () -> {}))
                .isTrue();

        store.load(0).answer(snapshot(PRODUCTION, 7, 2));
        store.load(1).answer(snapshot(PRODUCTION, 3, 2));

        assertThat(answer(read).revision()).isEqualTo(new Revision(3));
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(3));
    }

    // The cache's rung.

    @Test
    void flag_cachedAboveTheFence_isConfirmedByTheStore() {
        cache.holding(snapshot(PRODUCTION, 7, 2));
        store.holding(snapshot(PRODUCTION, 7, 2));
        fence(6);

        assertThat(answer(flag(0)).source()).isEqualTo(Source.REDIS);
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void flag_cachedWhatTheStoreNeverSaid_isAnsweredFromTheStore() {
        cache.holding(snapshot(PRODUCTION, 50, 2));
        store.holding(snapshot(PRODUCTION, 10, 2));
        fence(10);

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(10));
        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(10));
    }

    @Test
    void flag_cachedAtOnce_isAnsweredFromTheCache() {
        EncodedSnapshot cached = snapshot(PRODUCTION, 7, 2);
        cache.holding(cached);

        Reading<Optional<EncodedFlag>> reading = answer(flag(0));

        assertThat(reading)
                .isEqualTo(new Reading<>(
                        cached.flag(FLAG),
                        new Revision(7),
                        CacheResult.HIT,
                        Source.REDIS,
                        ScriptedCache.NODE,
                        Duration.ZERO));
        assertThat(store.count()).isZero();
        assertThat(told.cacheAsked).containsExactly(CacheResult.HIT);
        assertThat(told.answered).containsExactly(Source.REDIS);
    }

    @Test
    void flag_cachedAtTheFence_isAnsweredFromTheCache() {
        cache.holding(snapshot(PRODUCTION, 7, 2));
        fence(7);

        assertThat(answer(flag(0)).source()).isEqualTo(Source.REDIS);
    }

    @Test
    void flag_cachedAtWhatIsAskedFor_isAnsweredFromTheCache() {
        cache.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(answer(flag(7)).source()).isEqualTo(Source.REDIS);
    }

    @Test
    void flag_cachedEnvironmentWithoutIt_isEmpty() {
        cache.holding(snapshot(PRODUCTION, 7, 0));

        Reading<Optional<EncodedFlag>> reading = answer(flag(0));

        assertThat(reading.value()).isEmpty();
        assertThat(reading.source()).isEqualTo(Source.REDIS);
    }

    @Test
    void flag_cachedLaterThanTheFence_raisesIt() {
        cache.holding(snapshot(PRODUCTION, 7, 2));
        answer(flag(0));

        assertThat(fence()).isEqualTo(7);
    }

    @Test
    void flag_cachedBelowTheFence_isAnsweredFromTheStore() {
        cache.holding(snapshot(PRODUCTION, 6, 2));
        fence(7);
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        assertThat(read.isComplete()).isFalse();

        store.load(0).answer(snapshot(PRODUCTION, 7, 2));

        assertThat(answer(read).revision()).isEqualTo(new Revision(7));
        assertThat(answer(read).cache()).isEqualTo(CacheResult.MISS);
        assertThat(told.cacheAsked).containsExactly(CacheResult.MISS);
        assertThat(store.load(0).floor()).isEqualTo(new Revision(7));
    }

    @Test
    void flag_cachedBelowTheFenceAndStoreAway_isNotAnsweredWithIt() {
        cache.holding(snapshot(PRODUCTION, 6, 2));
        store.unavailable();
        fence(7);

        assertThat(flag(0).cause()).isInstanceOf(BackendUnavailable.class);
    }

    @Test
    void flag_fenceRisesWhileTheCacheIsAsked_isNotAnsweredFromTheCache() {
        Promise<Lookup<EncodedSnapshot>> asked = cache.waiting();
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        fence(8);

        asked.complete(new Lookup.Hit<>(new Revision(7), snapshot(PRODUCTION, 7, 2), ScriptedCache.NODE));

        assertThat(read.isComplete()).isFalse();
        store.load(0).answer(snapshot(PRODUCTION, 8, 2));
        assertThat(answer(read).revision()).isEqualTo(new Revision(8));
    }

    @Test
    void flag_cachedBelowWhatIsAskedFor_isAnsweredFromTheStore() {
        cache.holding(snapshot(PRODUCTION, 6, 2));
        store.holding(snapshot(PRODUCTION, 7, 2));

        Reading<Optional<EncodedFlag>> reading = answer(flag(7));

        assertThat(reading.source()).isEqualTo(Source.POSTGRES);
        assertThat(reading.revision()).isEqualTo(new Revision(7));
    }

    @Test
    void list_cached_isTheWholeAndIsKeptAsLastKnownGood() {
        EncodedSnapshot cached = snapshot(PRODUCTION, 7, 2);
        cache.holding(cached);

        Reading<Optional<EncodedSnapshot>> reading = answer(list(PRODUCTION, 0));

        assertThat(reading.value()).containsSame(cached);
        assertThat(reading.source()).isEqualTo(Source.REDIS);
        assertThat(state.lastKnownGood().find(PRODUCTION).orElseThrow().snapshot())
                .isSameAs(cached);
        assertThat(cache.calls()).containsExactly("snapshot");
    }

    @Test
    void flag_cached_getsTheWholeSnapshotOnceBehindTheAnswers() {
        EncodedSnapshot cached = snapshot(PRODUCTION, 7, 2);
        cache.holding(cached);

        answer(flag(0));
        answer(flag(0));
        answer(flag(0));

        assertThat(cache.calls()).containsExactly("flag flag-000", "snapshot", "flag flag-000", "flag flag-000");
        assertThat(state.lastKnownGood().find(PRODUCTION).orElseThrow().snapshot())
                .isSameAs(cached);
    }

    @Test
    void flag_whileTheWholeSnapshotIsUnderWay_doesNotAskForItAgain() {
        EncodedSnapshot cached = snapshot(PRODUCTION, 7, 2);
        Lookup<EncodedSnapshot> hit = new Lookup.Hit<>(new Revision(7), cached, ScriptedCache.NODE);
        Promise<Lookup<EncodedSnapshot>> first = cache.waiting();
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        Promise<Lookup<EncodedSnapshot>> catchUp = cache.waiting();
        first.complete(hit);
        assertThat(answer(read).source()).isEqualTo(Source.REDIS);
        cache.holding(cached);

        answer(flag(0));
        answer(flag(0));

        assertThat(cache.calls()).containsOnlyOnce("snapshot");
        catchUp.complete(hit);
        assertThat(state.lastKnownGood().find(PRODUCTION)).isPresent();
    }

    @Test
    void flag_wholeSnapshotCouldNotBeHad_isAskedForAtTheNextRead() {
        Promise<Lookup<EncodedSnapshot>> first = cache.waiting();
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        cache.unavailable();
        first.complete(new Lookup.Hit<>(new Revision(7), snapshot(PRODUCTION, 7, 2), ScriptedCache.NODE));
        assertThat(answer(read).source()).isEqualTo(Source.REDIS);
        assertThat(state.lastKnownGood().find(PRODUCTION)).isEmpty();

        cache.holding(snapshot(PRODUCTION, 7, 2));
        answer(flag(0));

        assertThat(state.lastKnownGood().find(PRODUCTION)).isPresent();
    }

    @Test
    void flag_cachedAgainAndAgain_keepsTheLastKnownGoodYoung() {
        cache.holding(snapshot(PRODUCTION, 7, 2));
        answer(flag(0));
        clock.advance(Duration.ofSeconds(30));
        hearEverything();
        answer(flag(0));

        cache.unavailable();
        store.unavailable();

        assertThat(answer(flag(0)).age()).isZero();
    }

    @Test
    void flag_changeHeardByAnotherLoopMeanwhile_isNotThePast() {
        fence(7);
        cache.holding(snapshot(PRODUCTION, 7, 2));
        store.holding(snapshot(PRODUCTION, 8, 2));
        FlagReader overtaken = reader(store, new HeardWhenAsked(state, new Revision(8)));

        assertThat(answer(overtaken.flag(PRODUCTION, FLAG, Revision.NONE)).revision())
                .isEqualTo(new Revision(8));
    }

    // The store's rung.

    @ParameterizedTest
    @EnumSource(Reason.class)
    void flag_missed_isAnsweredFromTheStore(Reason reason) {
        cache.missing(reason);
        EncodedSnapshot truth = snapshot(PRODUCTION, 7, 2);
        store.holding(truth);

        assertThat(answer(flag(0)))
                .isEqualTo(new Reading<>(
                        truth.flag(FLAG), new Revision(7), CacheResult.MISS, Source.POSTGRES, "-", Duration.ZERO));
        assertThat(told.cacheAsked).containsExactly(CacheResult.MISS);
        assertThat(told.answered).containsExactly(Source.POSTGRES);
        assertThat(fence()).isEqualTo(7);
        assertThat(cache.calls()).containsExactly("flag flag-000", "publish 7");
    }

    @Test
    void list_missed_isAnsweredFromTheStore() {
        EncodedSnapshot truth = snapshot(PRODUCTION, 7, 2);
        store.holding(truth);

        assertThat(answer(list(PRODUCTION, 0)).value()).containsSame(truth);
        assertThat(cache.calls()).containsExactly("snapshot", "publish 7");
    }

    @Test
    void flag_missed_doesNotWaitForThePublish() {
        Promise<Void> publish = cache.waitingWrites();
        store.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(flag(0).isComplete()).isTrue();
        assertThat(publish.future().isComplete()).isFalse();
    }

    @Test
    void flag_publishFails_isAnsweredAllTheSame() {
        cache.failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        store.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(answer(flag(0)).source()).isEqualTo(Source.POSTGRES);
    }

    @Test
    void flag_cacheUnavailable_isAnsweredFromTheStore() {
        cache.unavailable();
        store.holding(snapshot(PRODUCTION, 7, 2));

        Reading<Optional<EncodedFlag>> reading = answer(flag(0));

        assertThat(reading.source()).isEqualTo(Source.POSTGRES);
        assertThat(reading.cache()).isEqualTo(CacheResult.UNAVAILABLE);
        assertThat(told.cacheAsked).containsExactly(CacheResult.UNAVAILABLE);
    }

    @Test
    void flag_missed_tellsTheStoreWhatIsKnown() {
        EncodedSnapshot known = snapshot(PRODUCTION, 7, 2);
        state.lastKnownGood().offer(known);
        store.holding(known);

        answer(flag(0));

        assertThat(store.load(0).known()).containsSame(known);
    }

    @Test
    void flag_storeBelowWhatIsAskedFor_failsWithWhereItIs() {
        store.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(flag(8).cause())
                .isInstanceOfSatisfying(
                        RevisionNotReached.class,
                        failure -> assertThat(failure.current()).isEqualTo(new Revision(7)));
        assertThat(told.answered).isEmpty();
        assertThat(told.wentBack).isZero();
    }

    @Test
    void flag_askedForMoreThanThereIs_doesNotRaiseTheFence() {
        store.holding(snapshot(PRODUCTION, 7, 2));
        assertThat(flag(1_000_000).failed()).isTrue();

        assertThat(fence()).isEqualTo(7);
        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(7));
    }

    @Test
    void list_manyReadersOfAColdGateway_causeOneLoad() {
        Promise<Lookup<EncodedSnapshot>> asked = cache.waiting();
        List<Future<Reading<Optional<EncodedFlag>>>> reads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            reads.add(flag(0));
        }
        asked.complete(new Lookup.Miss<>(Reason.ABSENT));
        assertThat(store.count()).isEqualTo(1);

        store.load(0).answer(snapshot(PRODUCTION, 7, 2));

        assertThat(reads).allSatisfy(read -> assertThat(answer(read).revision()).isEqualTo(new Revision(7)));
        assertThat(store.count()).isEqualTo(1);
        assertThat(cache.calls()).containsOnlyOnce("publish 7");
        assertThat(told.answered).hasSize(1_000).containsOnly(Source.POSTGRES);
    }

    @Test
    void list_defaultEnvironmentWithoutFlags_isEmptyAtRevisionZero() {
        store.holdingNothing();

        Reading<Optional<EncodedSnapshot>> reading = answer(list(PRODUCTION, 0));

        assertThat(reading.revision()).isEqualTo(Revision.NONE);
        assertThat(reading.value().orElseThrow().flags()).isEmpty();
        assertThat(cache.calls()).containsExactly("snapshot", "publish 0");
    }

    @Test
    void list_unknownEnvironment_isAbsentAndLeavesNothingBehind() {
        store.holdingNothing();

        Reading<Optional<EncodedSnapshot>> reading = answer(list(STAGING, 0));

        assertThat(reading.value()).isEmpty();
        assertThat(reading.revision()).isEqualTo(Revision.NONE);
        assertThat(cache.calls()).containsExactly("snapshot");
        assertThat(state.lastKnownGood().find(STAGING)).isEmpty();
    }

    @Test
    void flag_unknownEnvironment_isEmpty() {
        store.holdingNothing();

        assertThat(answer(reader.flag(STAGING, FLAG, Revision.NONE)).value()).isEmpty();
    }

    // The last rung, and none.

    @Test
    void flag_bothAway_isTheLastKnownGoodMarkedStaleWithItsAge() {
        EncodedSnapshot kept = snapshot(PRODUCTION, 7, 2);
        seeThenLoseEverything(kept);
        clock.advance(Duration.ofSeconds(90));

        assertThat(answer(flag(0)))
                .isEqualTo(new Reading<>(
                        kept.flag(FLAG),
                        new Revision(7),
                        CacheResult.UNAVAILABLE,
                        Source.STALE,
                        "-",
                        Duration.ofSeconds(90)));
        assertThat(told.answered).containsExactly(Source.POSTGRES, Source.STALE);
    }

    @Test
    void list_bothAway_isTheLastKnownGood() {
        EncodedSnapshot kept = snapshot(PRODUCTION, 7, 2);
        seeThenLoseEverything(kept);

        assertThat(answer(list(PRODUCTION, 0)).value()).containsSame(kept);
    }

    @Test
    void flag_missedAndStoreAway_isTheLastKnownGood() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        cache.missing(Reason.ABSENT);

        Reading<Optional<EncodedFlag>> reading = answer(flag(0));

        assertThat(reading.source()).isEqualTo(Source.STALE);
        assertThat(reading.cache()).isEqualTo(CacheResult.MISS);
    }

    @Test
    void flag_storeHangsWithALastKnownGoodAtHand_isNotWaitedFor() {
        EncodedSnapshot kept = snapshot(PRODUCTION, 7, 2);
        state.lastKnownGood().offer(kept);

        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        Await.until(Duration.ofSeconds(5), "the read has ended", read::isComplete);

        assertThat(answer(read).source()).isEqualTo(Source.STALE);
        assertThat(answer(read).value()).isEqualTo(kept.flag(FLAG));
    }

    @Test
    void flag_afterOneHasWaitedInVain_isNotWaitedForByTheNext() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        Future<Reading<Optional<EncodedFlag>>> first = flag(0);
        Await.until(Duration.ofSeconds(5), "the read has ended", first::isComplete);

        assertThat(answer(flag(0)).source()).isEqualTo(Source.STALE);

        assertThat(store.count()).isEqualTo(1);
        store.load(0).answer(snapshot(PRODUCTION, 7, 2));
        Future<Reading<Optional<EncodedFlag>>> afterwards = flag(0);
        assertThat(afterwards.isComplete()).isFalse();
        store.load(1).answer(snapshot(PRODUCTION, 7, 2));
        assertThat(answer(afterwards).source()).isEqualTo(Source.POSTGRES);
    }

    @Test
    void flag_storeAnswersAfterNobodyWaitsAnyMore_isTakenNoteOf() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        Await.until(Duration.ofSeconds(5), "the read has ended", read::isComplete);

        store.load(0).answer(snapshot(PRODUCTION, 8, 2));

        assertThat(answer(read).revision()).isEqualTo(new Revision(7));
        assertThat(fence()).isEqualTo(8);
        assertThat(state.lastKnownGood()
                        .find(PRODUCTION)
                        .orElseThrow()
                        .snapshot()
                        .revision())
                .isEqualTo(new Revision(8));
    }

    @Test
    void flag_bothAwayAndNothingKnown_fails() {
        cache.unavailable();
        BackendUnavailable away = new BackendUnavailable(Backend.POSTGRES, "away");
        store.failing(away);

        assertThat(flag(0).cause()).isSameAs(away);
        assertThat(told.answered).isEmpty();
    }

    @Test
    void flag_lastKnownGoodBelowTheFence_fails() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        fence(8);

        assertThat(flag(0).cause()).isInstanceOf(BackendUnavailable.class);
    }

    @Test
    void flag_lastKnownGoodBelowWhatWasHeardOf_isAnsweredMarkedStale() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        state.fence().hear(PRODUCTION, new Revision(8));

        Reading<Optional<EncodedFlag>> reading = answer(flag(0));

        assertThat(reading.source()).isEqualTo(Source.STALE);
        assertThat(reading.revision()).isEqualTo(new Revision(7));
        assertThat(fence()).isEqualTo(8);
        assertThat(flag(8).cause()).isInstanceOf(BackendUnavailable.class);
    }

    @Test
    void flag_lastKnownGoodBelowTheEnvironmentOfAFlagThatWasShown_isAnsweredMarkedStale() {
        EncodedSnapshot known = snapshot(PRODUCTION, 7, 2);
        state.lastKnownGood().offer(known);
        Promise<Lookup<EncodedSnapshot>> whole = cache.waiting();
        Future<?> underWay = list(PRODUCTION, 0);
        cache.holding(snapshot(PRODUCTION, 8, 2).with(new Revision(8), FLAG, known.flag(FLAG)));
        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(8));
        cache.unavailable();
        store.unavailable();

        Reading<Optional<EncodedFlag>> reading = answer(flag(0));

        assertThat(reading.source()).isEqualTo(Source.STALE);
        assertThat(reading.value()).isEqualTo(known.flag(FLAG));
        assertThat(underWay.isComplete() || whole.future().isComplete()).isFalse();
    }

    @Test
    void flag_fenceRisesWhileTheStoreIsTried_isNotTheLastKnownGood() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 7, 2));
        fence(7);
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        fence(8);

        store.load(0).fail(new BackendUnavailable(Backend.POSTGRES, "away"));

        assertThat(read.cause()).isInstanceOf(BackendUnavailable.class);
    }

    @Test
    void flag_lastKnownGoodBelowWhatIsAskedFor_fails() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));

        assertThat(flag(8).cause()).isInstanceOf(BackendUnavailable.class);
        assertThat(answer(flag(7)).source()).isEqualTo(Source.STALE);
    }

    @Test
    void flag_lastKnownGoodAsOldAsTheLimit_isAnswered() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        clock.advance(LIMIT);

        assertThat(answer(flag(0)).age()).isEqualTo(LIMIT);
    }

    @Test
    void flag_lastKnownGoodTooOld_fails() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        clock.advance(LIMIT.plusMillis(1));

        assertThat(flag(0).cause()).isInstanceOf(BackendUnavailable.class);
    }

    /** The changes are heard, so that nothing older than the truth would be at or above the fence. */
    @Test
    void flag_bothAwayWithTheFeedThere_isTheLastKnownGoodWithoutAnAge() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        clock.advance(LIMIT.multipliedBy(2));
        hearEverything();

        assertThat(answer(flag(0)).age()).isZero();
    }

    @Test
    void flag_redisTakesOverAndGoesToo_agesFromTheStoresLastWord() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        cache.holding(snapshot(PRODUCTION, 7, 2));
        clock.advance(Duration.ofSeconds(40));
        assertThat(answer(flag(0)).age()).isEqualTo(Duration.ofSeconds(40));
        clock.advance(Duration.ofSeconds(50));
        cache.unavailable();

        assertThat(answer(flag(0)).age()).isEqualTo(Duration.ofSeconds(90));
    }

    /** As when the database was put back while the gateway was down. */
    @Test
    void list_cachedWhatTheStoreHasLost_isNotKeptEither() {
        state.hearing().feedIs(new FeedState.Away(clock.instant()));
        clock.advance(UNHEARD);
        cache.holding(snapshot(PRODUCTION, 50, 2));
        store.holding(snapshot(PRODUCTION, 10, 2));

        assertThat(answer(list(PRODUCTION, 0)).revision()).isEqualTo(new Revision(10));
        cache.unavailable();
        store.unavailable();
        clock.advance(UNHEARD);
        assertThat(answer(list(PRODUCTION, 0)).revision()).isEqualTo(new Revision(10));
    }

    // Bugs are not fallbacks.

    @Test
    void flag_bugInTheCache_isNotMasked() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        IllegalStateException bug = new IllegalStateException("bug");
        cache.failing(bug);
        store.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(flag(0).cause()).isSameAs(bug);
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void flag_bugInTheStore_isNotMasked() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        IllegalStateException bug = new IllegalStateException("bug");
        store.failing(bug);

        assertThat(flag(0).cause()).isSameAs(bug);
        assertThat(told.answered).doesNotContain(Source.STALE);
    }

    // The truth below what was seen of it.

    @Test
    void flag_bothAwayAfterARestart_isWhatTheEarlierProcessKept() {
        state.restore(snapshot(PRODUCTION, 7, 2), clock.instant().minus(Duration.ofMinutes(5)));
        cache.unavailable();
        store.unavailable();

        Reading<Optional<EncodedFlag>> reading = answer(flag(0));

        assertThat(reading.source()).isEqualTo(Source.STALE);
        assertThat(reading.revision()).isEqualTo(new Revision(7));
        assertThat(reading.age()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void flag_cachedBeforeWhatTheEarlierProcessKept_isNotAnswered() {
        state.restore(snapshot(PRODUCTION, 7, 2), clock.instant());
        cache.holding(snapshot(PRODUCTION, 6, 2));
        store.unavailable();

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(7));
    }

    @Test
    void flag_truthBeforeWhatTheEarlierProcessKept_isAnsweredAndReplacesIt() {
        state.restore(snapshot(PRODUCTION, 7, 2), clock.instant());
        cache.unavailable();
        store.holding(snapshot(PRODUCTION, 3, 2));

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(3));
        assertThat(state.fence().of(PRODUCTION)).isEqualTo(new Revision(3));
        assertThat(state.lastKnownGood().truth(PRODUCTION)).contains(snapshot(PRODUCTION, 3, 2));
        assertThat(told.wentBack).isEqualTo(1);
    }

    /** The revision may have been given to other content meanwhile. */
    @Test
    void flag_truthOfTheRevisionThatTheEarlierProcessKept_isReadWhole() {
        state.restore(snapshot(PRODUCTION, 7, 2), clock.instant());
        cache.unavailable();
        store.holding(snapshot(PRODUCTION, 7, 3));

        assertThat(answer(flag(0)).source()).isEqualTo(Source.POSTGRES);
        assertThat(store.load(0).known()).isEmpty();
        assertThat(state.lastKnownGood().truth(PRODUCTION)).contains(snapshot(PRODUCTION, 7, 3));
    }

    @Test
    void flag_databaseWentBack_isAnsweredWithTheTruthAndCachesAreReset() {
        state.lastKnownGood().offer(snapshot(PRODUCTION, 9, 2));
        fence(9);
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);

        store.load(0).answer(snapshot(PRODUCTION, 4, 2));

        assertThat(answer(read).revision()).isEqualTo(new Revision(4));
        assertThat(fence()).isEqualTo(4);
        assertThat(told.wentBack).isEqualTo(1);
        assertThat(cache.calls()).containsExactly("flag flag-000", "discard", "publish 4");
        assertThat(state.lastKnownGood()
                        .find(PRODUCTION)
                        .orElseThrow()
                        .snapshot()
                        .revision())
                .isEqualTo(new Revision(4));
        assertThat(answer(read).cache()).isEqualTo(CacheResult.MISS);
    }

    @Test
    void flag_databaseWentBack_publishesOnlyAfterTheDiscard() {
        Promise<Void> discard = cache.waitingWrites();
        store.holding(snapshot(PRODUCTION, 4, 2));
        fence(9);

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(4));
        assertThat(cache.calls()).containsExactly("flag flag-000", "discard");

        discard.complete();
        assertThat(cache.calls()).containsExactly("flag flag-000", "discard", "publish 4");
    }

    @Test
    void flag_databaseWentBackAndTheDiscardFails_isAnsweredAllTheSame() {
        cache.failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        store.holding(snapshot(PRODUCTION, 4, 2));
        fence(9);

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(4));
        assertThat(cache.calls()).containsExactly("flag flag-000", "discard");
    }

    @Test
    void flag_cacheKeepsWhatTheDatabaseLost_isAnsweredWithTheTruth() {
        cache.failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        store.holding(snapshot(PRODUCTION, 4, 2));
        fence(9);
        answer(flag(0));

        cache.holding(snapshot(PRODUCTION, 9, 2));

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(4));
        assertThat(answer(list(PRODUCTION, 0)).revision()).isEqualTo(new Revision(4));
        assertThat(fence()).isEqualTo(4);
        store.unavailable();
        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(4));
    }

    @Test
    void flag_cacheKeepsALostRevisionThatWasGivenAgain_isAnsweredWithTheTruth() {
        cache.failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        store.holding(snapshot(PRODUCTION, 4, 2));
        fence(9);
        answer(flag(0));

        cache.holding(snapshot(PRODUCTION, 5, 0));
        store.holding(snapshot(PRODUCTION, 5, 2));
        fence(5);

        assertThat(answer(list(PRODUCTION, 0)).value().orElseThrow().flags()).hasSize(2);
    }

    @Test
    void flag_discardFailed_isTriedAgainWithTheNextLoads() {
        cache.failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        store.holding(snapshot(PRODUCTION, 4, 2));
        fence(9);
        answer(flag(0));
        answer(flag(0));
        assertThat(cache.calls()).containsOnlyOnce("discard").doesNotContain("publish 4");

        clock.advance(Duration.ofSeconds(1));
        cache.writing();
        answer(flag(0));

        assertThat(cache.calls()).endsWith("discard", "publish 4");
        cache.holding(snapshot(PRODUCTION, 4, 2));
        assertThat(answer(flag(0)).source()).isEqualTo(Source.REDIS);
    }

    /** A replica may not have heard of the discard yet. */
    @Test
    void flag_justAfterTheDiscardAndCacheAboveTheFence_isAskedOfTheStore() {
        store.holding(snapshot(PRODUCTION, 4, 2));
        fence(9);
        answer(flag(0));
        cache.holding(snapshot(PRODUCTION, 9, 2));

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(4));
        clock.advance(Duration.ofSeconds(2));
        hearEverything();
        fence(5);
        cache.holding(snapshot(PRODUCTION, 5, 2));
        assertThat(answer(flag(0)).source()).isEqualTo(Source.REDIS);
    }

    /** The same revision may have been given again already, and be heard of. */
    @Test
    void flag_justAfterTheDiscardAndCacheAtTheFence_isAskedOfTheStore() {
        store.holding(snapshot(PRODUCTION, 4, 2));
        fence(9);
        answer(flag(0));
        cache.holding(snapshot(PRODUCTION, 5, 1));
        store.holding(snapshot(PRODUCTION, 5, 2));
        hearEverything();
        fence(5);

        assertThat(answer(list(PRODUCTION, 0)).value()).contains(snapshot(PRODUCTION, 5, 2));
    }

    /** It was at less in between, and has given the revision to something else. */
    @Test
    void flag_databaseWentBackToTheRevisionThatIsKnown_isReadWhole() {
        EncodedSnapshot known = snapshot(PRODUCTION, 7, 1);
        state.lastKnownGood().offer(known);
        fence(8);
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);

        store.load(0).answer(known);

        assertThat(read.isComplete()).isFalse();
        assertThat(store.load(1).known()).isEmpty();
        store.load(1).answer(snapshot(PRODUCTION, 7, 2));
        assertThat(answer(read).revision()).isEqualTo(new Revision(7));
        assertThat(state.lastKnownGood().truth(PRODUCTION)).contains(snapshot(PRODUCTION, 7, 2));
        assertThat(told.wentBack).isEqualTo(1);
    }

    /** A change through this gateway has shown it while the load was under way. */
    @Test
    void flag_whatIsKnownWasDroppedMeanwhile_isReadWhole() {
        EncodedSnapshot known = snapshot(PRODUCTION, 7, 1);
        state.lastKnownGood().offer(known);
        fence(7);
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        state.lastKnownGood().remove(PRODUCTION);

        store.load(0).answer(known);

        assertThat(read.isComplete()).isFalse();
        assertThat(store.load(1).known()).isEmpty();
        store.load(1).answer(snapshot(PRODUCTION, 7, 2));
        assertThat(answer(read).revision()).isEqualTo(new Revision(7));
        assertThat(state.lastKnownGood().truth(PRODUCTION)).contains(snapshot(PRODUCTION, 7, 2));
    }

    @Test
    void flag_whatIsKnownWasFollowedByMoreMeanwhile_isNotReadAgain() {
        EncodedSnapshot known = snapshot(PRODUCTION, 7, 1);
        state.lastKnownGood().offer(known);
        fence(7);
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        state.lastKnownGood().offer(snapshot(PRODUCTION, 8, 1));

        store.load(0).answer(known);

        assertThat(answer(read).revision()).isEqualTo(new Revision(7));
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void flag_databaseWentBackForMany_isToldOnce() {
        fence(9);
        List<Future<Reading<Optional<EncodedFlag>>>> reads = List.of(flag(0), flag(0), flag(0));

        store.load(0).answer(snapshot(PRODUCTION, 4, 2));
        // Those who joined cannot know that it began after they came, so they share one more.
        store.load(1).answer(snapshot(PRODUCTION, 4, 2));

        assertThat(reads).allSatisfy(read -> assertThat(answer(read).revision()).isEqualTo(new Revision(4)));
        assertThat(store.count()).isEqualTo(2);
        assertThat(told.wentBack).isEqualTo(1);
        assertThat(fence()).isEqualTo(4);
    }

    @Test
    void flag_databaseWentBackForTwoReaders_isToldOnce() {
        FlagReader other = new FlagReader(cache, store, state, told, RULES, Insistence.NONE);
        fence(9);
        Future<Reading<Optional<EncodedFlag>>> one = flag(0);
        Future<Reading<Optional<EncodedFlag>>> two = other.flag(PRODUCTION, FLAG, Revision.NONE);

        store.load(0).answer(snapshot(PRODUCTION, 4, 2));
        store.load(1).answer(snapshot(PRODUCTION, 4, 2));
        // The second found the fence moved, so it asks once more.
        store.load(2).answer(snapshot(PRODUCTION, 4, 2));

        assertThat(answer(one).revision()).isEqualTo(new Revision(4));
        assertThat(answer(two).revision()).isEqualTo(new Revision(4));
        assertThat(told.wentBack).isEqualTo(1);
    }

    @Test
    void list_environmentIsGoneFromTheTruth_isAbsentAndForgotten() {
        state.lastKnownGood().offer(snapshot(STAGING, 9, 2));
        state.fence().raise(STAGING, new Revision(9));
        store.holdingNothing();

        assertThat(answer(list(STAGING, 0)).value()).isEmpty();
        assertThat(state.fence().of(STAGING)).isEqualTo(Revision.NONE);
        assertThat(state.lastKnownGood().find(STAGING)).isEmpty();
        assertThat(cache.calls()).containsExactly("snapshot", "discard");
        assertThat(told.wentBack).isEqualTo(1);
    }

    @Test
    void flag_databaseWentBackBelowWhatIsAskedFor_failsAndLowersTheFence() {
        store.holding(snapshot(PRODUCTION, 4, 2));
        fence(9);

        assertThat(flag(9).cause()).isInstanceOf(RevisionNotReached.class);
        assertThat(fence()).isEqualTo(4);
    }

    @Test
    void flag_loadBeganBeforeTheFenceRose_doesNotLowerIt() {
        fence(7);
        Future<Reading<Optional<EncodedFlag>>> early = flag(0);
        fence(8);

        store.load(0).answer(snapshot(PRODUCTION, 7, 2));

        assertThat(fence()).isEqualTo(8);
        assertThat(told.wentBack).isZero();
        assertThat(cache.calls()).doesNotContain("discard");
        assertThat(early.isComplete()).isTrue();
    }

    @Test
    void flag_loadBeganBeforeTheFenceRose_isNotAnsweredToWhoCameAfter() {
        fence(7);
        Future<Reading<Optional<EncodedFlag>>> early = flag(0);
        fence(8);
        Future<Reading<Optional<EncodedFlag>>> late = flag(0);

        store.load(0).answer(snapshot(PRODUCTION, 7, 2));
        assertThat(early.isComplete()).isTrue();
        assertThat(late.isComplete()).isFalse();
        store.load(1).answer(snapshot(PRODUCTION, 8, 2));

        assertThat(answer(late).revision()).isEqualTo(new Revision(8));
    }

    @Test
    void flag_cacheHasLostIt_isAnsweredFromTheStoreAndRepaired() {
        EncodedSnapshot truth = snapshot(PRODUCTION, 7, 2);
        store.holding(truth);
        answer(flag(0));
        cache.holding(snapshot(PRODUCTION, 7, 0));

        Reading<Optional<EncodedFlag>> reading = answer(flag(0));

        assertThat(reading.source()).isEqualTo(Source.POSTGRES);
        assertThat(reading.value()).isEqualTo(truth.flag(FLAG));
        assertThat(cache.calls()).endsWith("flag flag-000", "publish 7");
    }

    @Test
    void list_cacheHasLostAFlagThatNobodyKnewOf_isNotTakenForTheTruthLater() {
        cache.holding(snapshot(PRODUCTION, 7, 1));
        answer(list(PRODUCTION, 0));
        cache.missing(Reason.ABSENT);
        store.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(answer(list(PRODUCTION, 0)).value().orElseThrow().flags()).hasSize(2);
        assertThat(store.load(0).known()).isEmpty();
    }

    @Test
    void flag_missWithALaterFenceInTheCache_doesNotShareAnEarlierFlight() {
        cache.missing(Reason.INVALIDATED, 7);
        Future<Reading<Optional<EncodedFlag>>> early = flag(0);
        cache.missing(Reason.INVALIDATED, 8);
        Future<Reading<Optional<EncodedFlag>>> late = flag(0);

        store.load(0).answer(snapshot(PRODUCTION, 7, 2));
        assertThat(answer(early).revision()).isEqualTo(new Revision(7));
        assertThat(late.isComplete()).isFalse();
        store.load(1).answer(snapshot(PRODUCTION, 8, 2));

        assertThat(answer(late).revision()).isEqualTo(new Revision(8));
    }

    @Test
    void flag_missWithAFenceThatNeverWas_isAnsweredAndResetsTheCache() {
        cache.missing(Reason.INVALIDATED, Long.MAX_VALUE);
        store.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(7));
        assertThat(fence()).isEqualTo(7);
        assertThat(cache.calls()).endsWith("discard", "publish 7");
    }

    @Test
    void flag_missWithALaterFenceInTheCacheAndStoreAway_isTheLastKnownGood() {
        seeThenLoseEverything(snapshot(PRODUCTION, 7, 2));
        cache.missing(Reason.INVALIDATED, 8);

        assertThat(answer(flag(0)).source()).isEqualTo(Source.STALE);
    }

    @Test
    void flag_fenceRisesWhileTheTruthIsFoundLower_asksAgain() {
        fence(9);
        Future<Reading<Optional<EncodedFlag>>> read = flag(0);
        fence(10);

        store.load(0).answer(snapshot(PRODUCTION, 4, 2));

        assertThat(fence()).isEqualTo(10);
        assertThat(told.wentBack).isZero();
        assertThat(read.isComplete()).isFalse();
        assertThat(store.load(1).floor()).isEqualTo(new Revision(10));
        store.load(1).answer(snapshot(PRODUCTION, 10, 2));
        assertThat(answer(read).revision()).isEqualTo(new Revision(10));
    }

    @Test
    void flag_cachePoisonedWithAFarTooHighRevision_healsOnceItMisses() {
        cache.holding(snapshot(PRODUCTION, Long.MAX_VALUE, 1));
        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(Long.MAX_VALUE));
        cache.missing(Reason.ABSENT);
        store.holding(snapshot(PRODUCTION, 7, 2));

        assertThat(answer(flag(0)).revision()).isEqualTo(new Revision(7));
        assertThat(cache.calls()).endsWith("discard", "publish 7");
        cache.holding(snapshot(PRODUCTION, 7, 2));
        assertThat(answer(flag(0)).source()).isEqualTo(Source.REDIS);
        assertThat(told.wentBack).isEqualTo(1);
        assertThat(state.lastKnownGood()
                        .find(PRODUCTION)
                        .orElseThrow()
                        .snapshot()
                        .revision())
                .isEqualTo(new Revision(7));
    }

    /** The truth is read once, then Redis and PostgreSQL are away, and with it the feed. */
    private void seeThenLoseEverything(EncodedSnapshot truth) {
        store.holding(truth);
        answer(flag(0));
        cache.unavailable();
        store.unavailable();
        state.hearing().feedIs(new FeedState.Away(clock.instant()));
    }

    private FlagReader reader(FlagStore asked, Admission admission) {
        return new FlagReader(cache, asked, state, told, RULES, Insistence.NONE, admission, new Endless());
    }

    private Future<Reading<Optional<EncodedFlag>>> flag(long atLeast) {
        return reader.flag(PRODUCTION, FLAG, new Revision(atLeast));
    }

    private Future<Reading<Optional<EncodedSnapshot>>> list(Environment environment, long atLeast) {
        return reader.list(environment, new Revision(atLeast));
    }

    private void fence(long revision) {
        state.fence().raise(PRODUCTION, new Revision(revision));
    }

    private long fence() {
        return state.fence().of(PRODUCTION).value();
    }

    private static <T> Reading<T> answer(Future<Reading<T>> read) {
        assertThat(read.succeeded()).as("the read is answered").isTrue();
        return read.result();
    }
}
