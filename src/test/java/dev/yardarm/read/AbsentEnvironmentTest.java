package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.ChangeListener.Source;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a gateway may say of itself that there is no such environment, and when it has to ask. */
class AbsentEnvironmentTest {
    private static final Environment MADE_UP = new Environment("made-up");
    private static final FlagKey FLAG = new FlagKey("flag-000");
    private static final Revision FIRST = new Revision(1);
    private static final Duration UNHEARD = Duration.ofSeconds(1);
    private static final ReadRules NEAR =
            new ReadRules(PRODUCTION, Optional.of(Duration.ofMinutes(5)), Duration.ofHours(1));
    private static final ReadRules OFF = new ReadRules(PRODUCTION, Optional.empty(), Duration.ofHours(1));

    private final ManualClock clock = new ManualClock();
    private final ScriptedCache cache = new ScriptedCache();
    private final ScriptedStore store = new ScriptedStore();
    private final ReadState state = new ReadState(clock, PRODUCTION, UNHEARD);
    private final List<Reading.Source> sources = new ArrayList<>();
    private final List<Boolean> asked = new ArrayList<>();
    private final FlagReader reader = reader(NEAR);
    private final ChangeFollower follower = new ChangeFollower(state, reader);

    private final class Told implements ReadObserver {
        @Override
        public void nearAsked(boolean hit) {
            asked.add(hit);
        }

        @Override
        public void cacheAsked(Reading.CacheResult result) {}

        @Override
        public void answered(Reading.Source source) {
            sources.add(source);
        }

        @Override
        public void databaseWentBack() {}
    }

    @BeforeEach
    void nothingExists() {
        store.holdingNothing();
    }

    @Test
    void flag_ofAnEnvironmentThatNoReadingNamed_asksNobody() {
        named();

        Reading<Optional<EncodedFlag>> reading = flag(Revision.NONE);

        assertThat(reading.value()).isEmpty();
        assertThat(reading.revision()).isEqualTo(Revision.NONE);
        assertThat(reading.source()).isEqualTo(Reading.Source.NEAR);
        assertThat(cache.calls()).isEmpty();
        assertThat(store.count()).isZero();
        assertThat(asked).containsExactly(true);
        assertThat(sources).containsExactly(Reading.Source.NEAR);
    }

    @Test
    void list_ofManyMadeUpNames_asksNobodyAndKeepsNothing() {
        named();

        for (int i = 0; i < 1_000; i++) {
            assertThat(answer(reader.list(new Environment("made-up-" + i), Revision.NONE))
                            .value())
                    .isEmpty();
        }

        assertThat(cache.calls()).isEmpty();
        assertThat(store.count()).isZero();
        assertThat(state.lastKnownGood().states()).isEmpty();
    }

    @Test
    void flag_askedForARevision_isTheStoresToAnswer() {
        named();
        store.holding(snapshot(MADE_UP, 3, 2));

        assertThat(flag(FIRST).revision()).isEqualTo(new Revision(3));
    }

    @Test
    void flag_beforeAnyReadingOfAll_isTheStoresToAnswer() {
        follower.feedChanged(new FeedState.Connected(clock.instant()));

        assertThat(flag(Revision.NONE).source()).isEqualTo(Reading.Source.POSTGRES);
    }

    @Test
    void flag_feedAwayForLong_isTheStoresToAnswer() {
        named();
        follower.feedChanged(new FeedState.Away(clock.instant()));
        clock.advance(UNHEARD.minusMillis(1));
        assertThat(flag(Revision.NONE).source()).isEqualTo(Reading.Source.NEAR);
        clock.advance(Duration.ofMillis(1));

        assertThat(flag(Revision.NONE).source()).isEqualTo(Reading.Source.POSTGRES);
    }

    @Test
    void flag_nearCacheOff_isTheStoresToAnswer() {
        named();
        FlagReader off = reader(OFF);

        assertThat(answer(off.flag(MADE_UP, FLAG, Revision.NONE)).source()).isEqualTo(Reading.Source.POSTGRES);
    }

    @Test
    void list_ofTheDefaultEnvironment_isNeverAbsent() {
        named();

        assertThat(answer(reader.list(PRODUCTION, Revision.NONE)).value()).isPresent();
    }

    @Test
    void flag_environmentNamedWithoutAChange_isTheStoresToAnswer() {
        follower.heard(MADE_UP, Revision.NONE, Source.RESYNC);
        named();

        assertThat(flag(Revision.NONE).source()).isEqualTo(Reading.Source.POSTGRES);
    }

    @Test
    void flag_creationHeard_isThere() {
        named();
        store.holding(snapshot(MADE_UP, 1, 1));

        follower.heard(MADE_UP, FIRST, Source.FEED);

        assertThat(flag(Revision.NONE).value()).isPresent();
    }

    /** As a write through this gateway leaves it when it is acknowledged, whatever it has heard by then. */
    @Test
    void flag_creationAcknowledged_isThere() {
        named();
        store.holding(snapshot(MADE_UP, 1, 1));

        state.fence().raise(MADE_UP, FIRST);

        assertThat(flag(Revision.NONE).value()).isPresent();
    }

    @Test
    void flag_readingThatCrossedTheCreation_isThere() {
        named();
        store.holding(snapshot(MADE_UP, 1, 1));
        Instant began = clock.instant();
        follower.heard(MADE_UP, FIRST, Source.FEED);

        follower.allHeard(Source.TICK, began);

        assertThat(flag(Revision.NONE).value()).isPresent();
    }

    @Test
    void flag_creationHeardByAnotherLoopMeanwhile_isThere() {
        named();
        store.holding(snapshot(MADE_UP, 1, 1));
        FlagReader overtaken = reader(NEAR, new HeardWhenAsked(state, FIRST));

        assertThat(answer(overtaken.flag(MADE_UP, FLAG, Revision.NONE)).value()).isPresent();
    }

    @Test
    void flag_environmentGone_isAbsentOnceAReadingHasSaidSo() {
        store.holding(snapshot(MADE_UP, 7, 2));
        follower.heard(MADE_UP, new Revision(7), Source.RESYNC);
        named();
        assertThat(flag(Revision.NONE).value()).isPresent();
        store.holdingNothing();

        named();
        int before = store.count();

        Reading<Optional<EncodedFlag>> reading = flag(Revision.NONE);
        assertThat(reading.value()).isEmpty();
        assertThat(reading.source()).isEqualTo(Reading.Source.NEAR);
        assertThat(store.count()).isEqualTo(before);
    }

    /** As a Redis has it that served another database before. */
    @Test
    void list_onlyRedisKnowsOfTheDefaultEnvironment_isTheStoresToAnswer() {
        named();
        cache.holding(snapshot(PRODUCTION, 57, 2));

        Reading<Optional<EncodedSnapshot>> reading = answer(reader.list(PRODUCTION, Revision.NONE));

        assertThat(reading.source()).isEqualTo(Reading.Source.POSTGRES);
        assertThat(reading.value().orElseThrow().flags()).isEmpty();
        assertThat(cache.calls()).contains("discard");
    }

    @Test
    void flag_onlyRedisKnowsOfTheEnvironmentAndNearCacheOff_isTheStoresToAnswer() {
        named();
        cache.holding(snapshot(MADE_UP, 57, 2));
        FlagReader off = reader(OFF);

        Reading<Optional<EncodedFlag>> reading = answer(off.flag(MADE_UP, FLAG, Revision.NONE));

        assertThat(reading.value()).isEmpty();
        assertThat(reading.source()).isEqualTo(Reading.Source.POSTGRES);
    }

    /** Believed, marked, while the store is silent; once it has said that there is none, nobody is asked any more. */
    @Test
    void flag_onlyRedisKnewOfTheEnvironmentWhileTheStoreWasAway_isAbsentOnceItIsBack() {
        cache.holding(snapshot(MADE_UP, 57, 2));
        store.unavailable();
        assertThat(flag(Revision.NONE).source()).isEqualTo(Reading.Source.STALE);
        clock.advance(Duration.ofMillis(1));
        store.holdingNothing();
        cache.missing(Lookup.Reason.ABSENT);
        named();
        assertThat(flag(Revision.NONE).value()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        flag(Revision.NONE);
        named();

        assertThat(flag(Revision.NONE).source()).isEqualTo(Reading.Source.NEAR);
    }

    /** Ends a reading of all environments, which has named those that were heard of before. */
    private void named() {
        follower.allHeard(Source.RESYNC, clock.instant());
        follower.feedChanged(new FeedState.Connected(clock.instant()));
    }

    private FlagReader reader(ReadRules rules) {
        return reader(rules, new Admission.Fenced(state.hearing(), state.cacheResets()));
    }

    private FlagReader reader(ReadRules rules, Admission admission) {
        return new FlagReader(cache, store, state, new Told(), rules, Insistence.NONE, admission, new Endless());
    }

    private Reading<Optional<EncodedFlag>> flag(Revision atLeast) {
        return answer(reader.flag(MADE_UP, FLAG, atLeast));
    }

    private static <T> Reading<T> answer(Future<Reading<T>> read) {
        assertThat(read.succeeded()).as(String.valueOf(read.cause())).isTrue();
        return read.result();
    }
}
