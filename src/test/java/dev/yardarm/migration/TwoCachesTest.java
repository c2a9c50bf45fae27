package dev.yardarm.migration;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.migration.Comparisons.Outcome;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.Lookup;
import dev.yardarm.read.ScriptedCache;
import dev.yardarm.read.Snapshots;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TwoCachesTest {
    private static final FlagKey KEY = new FlagKey("flag-000");

    private final EncodedSnapshot seven = snapshot(PRODUCTION, 7, 2);
    private final ScriptedCache from = new ScriptedCache().holding(seven);
    private final ScriptedCache to = new ScriptedCache().holding(seven);
    private final Recording observer = new Recording();
    private CurrentMigration migration = new CurrentMigration(0, observer);

    private TwoCaches at(double share) {
        migration.offer(new MigrationState(1, share, MigrationState.Phase.MANUAL, Optional.empty(), 0, Instant.EPOCH));
        return new TwoCaches(migration, from, to);
    }

    private Future<Lookup<Optional<EncodedFlag>>> read(TwoCaches caches) {
        return caches.flag(PRODUCTION, KEY, Revision.NONE);
    }

    @Test
    void read_byTheShare_asksOneCacheAlone() {
        TwoCaches caches = at(0.5);
        for (int i = 0; i < 10; i++) {
            read(caches);
        }

        assertThat(from.calls()).hasSize(5);
        assertThat(to.calls()).hasSize(5);
    }

    @Test
    void read_ofTheOldCache_doesNotMindTheNewOneFailing() {
        to.unavailable();

        assertThat(read(at(0)).succeeded()).isTrue();
        assertThat(to.calls()).isEmpty();
    }

    @Test
    void read_ofTheNewCache_doesNotMindTheOldOneFailing() {
        from.unavailable();

        assertThat(read(at(1)).succeeded()).isTrue();
        assertThat(from.calls()).isEmpty();
    }

    /** As after a start without the store. */
    @Test
    void read_whileTheShareIsNotKnown_asksTheOtherForWhatOneDoesNotHave() {
        TwoCaches caches = new TwoCaches(migration, from, to);
        from.missing(Lookup.Reason.ABSENT);

        assertThat(read(caches).result()).isInstanceOf(Lookup.Hit.class);
        assertThat(caches.snapshot(PRODUCTION, Revision.NONE).result()).isInstanceOf(Lookup.Hit.class);
        from.unavailable();
        assertThat(read(caches).result()).isInstanceOf(Lookup.Hit.class);
        from.holding(seven);
        to.unavailable();
        assertThat(read(caches).result()).isInstanceOf(Lookup.Hit.class);
        from.missing(Lookup.Reason.ABSENT);
        assertThat(read(caches).result()).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void read_ofSomethingOlderThanWanted_isNoHit() {
        TwoCaches caches = at(1);
        caches.flag(PRODUCTION, KEY, new Revision(8));
        caches.snapshot(PRODUCTION, new Revision(8));
        caches.snapshot(PRODUCTION, new Revision(7));

        Tally tally = migration.report("a").tallies().to();
        assertThat(tally.hits()).isEqualTo(1);
        assertThat(tally.misses()).isEqualTo(2);
    }

    @Test
    void write_atAnyShare_goesToBoth() {
        TwoCaches caches = at(0);
        caches.publish(seven);
        caches.invalidate(PRODUCTION, new Revision(8));
        caches.discard(PRODUCTION);

        assertThat(from.calls()).containsExactly("publish 7", "invalidate 8", "discard");
        assertThat(to.calls()).isEqualTo(from.calls());
    }

    @Test
    void write_oneFailing_isDoneInTheOtherBeforeItFails() {
        Promise<Void> slow = to.waitingWrites();
        from.failingWrites(new IllegalStateException("away"));

        Future<Void> written = at(0).invalidate(PRODUCTION, new Revision(8));

        assertThat(to.calls()).containsExactly("invalidate 8");
        assertThat(written.isComplete()).isFalse();
        slow.complete();
        assertThat(written.failed()).isTrue();
    }

    @Test
    void operations_ofEachCache_areCountedAsItsOwn() {
        to.unavailable();
        from.missing(Lookup.Reason.ABSENT);
        TwoCaches caches = at(0.5);
        for (int i = 0; i < 4; i++) {
            read(caches);
        }
        caches.publish(seven);

        Tally.Pair tallies = migration.report("a").tallies();
        assertThat(tallies.from().operations()).isEqualTo(3);
        assertThat(tallies.from().misses()).isEqualTo(2);
        assertThat(tallies.from().errors()).isZero();
        assertThat(tallies.to().operations()).isEqualTo(3);
        assertThat(tallies.to().errors()).isEqualTo(2);
        assertThat(tallies.to().hitRate()).isZero();
    }

    @Test
    void shadow_ofARead_comparesBothAndAnswersFromOne() {
        migration = new CurrentMigration(1, observer);
        to.holding(EncodedSnapshot.empty(PRODUCTION)
                .with(new Revision(7), KEY, Optional.of(EncodedFlag.of(Snapshots.flag(PRODUCTION, KEY.value(), 6)))));
        TwoCaches caches = at(0);

        Lookup<Optional<EncodedFlag>> answer = read(caches).result();

        assertThat(answer).isEqualTo(new Lookup.Hit<>(new Revision(7), seven.flag(KEY), ScriptedCache.NODE));
        assertThat(observer.outcomes).containsExactly(Outcome.DIFFERENT);
    }

    @Test
    void shadow_ofWhateverIsThere_tellsHowTheyCompare() {
        migration = new CurrentMigration(1, observer);
        TwoCaches caches = at(0);
        read(caches);
        to.holding(snapshot(PRODUCTION, 6, 2));
        read(caches);
        to.missing(Lookup.Reason.ABSENT);
        read(caches);
        to.unavailable();
        read(caches);

        assertThat(observer.outcomes)
                .isEqualTo(List.of(Outcome.SAME, Outcome.REVISION, Outcome.MISSING, Outcome.UNAVAILABLE));
    }

    @Test
    void sampler_withNothingAsked_asksBothAndFillsWhatIsMissing() {
        to.missing(Lookup.Reason.ABSENT);
        TwoCaches caches = at(0);
        Sampler sampler = new Sampler(migration, caches, () -> List.of(seven));

        sampler.tick();

        assertThat(from.calls()).hasSize(1);
        assertThat(to.calls()).hasSize(2).endsWith("publish 7");
        from.missing(Lookup.Reason.ABSENT);
        sampler.tick();
        assertThat(from.calls()).hasSize(3).endsWith("publish 7");
    }

    /** Its own samples are no reads of clients: it does not take them for such. */
    @Test
    void sampler_tickAfterTick_asksEachTime() {
        TwoCaches caches = at(0);
        Sampler sampler = new Sampler(migration, caches, () -> List.of(seven));
        for (int i = 0; i < 10; i++) {
            sampler.tick();
        }

        assertThat(to.calls()).hasSize(10);
    }

    @Test
    void sampler_whileReadsComeToTheNewCache_asksNothing() {
        TwoCaches caches = at(1);
        Sampler sampler = new Sampler(migration, caches, () -> List.of(seven));
        caches.flags(PRODUCTION, Set.of(KEY), Revision.NONE);

        sampler.tick();

        assertThat(from.calls()).isEmpty();
        assertThat(to.calls()).hasSize(1);
    }
}
