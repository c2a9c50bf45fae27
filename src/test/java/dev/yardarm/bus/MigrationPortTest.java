package dev.yardarm.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.Tally;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.InMemoryFlagStore;
import dev.yardarm.write.OutcomeUnknown;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store of the cache migration over a real event bus, behind the breaker of the flags' store. */
class MigrationPortTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final MigrationState STATE =
            new MigrationState(7, 0.5, MigrationState.Phase.MANUAL, Optional.empty(), 0, Instant.EPOCH);

    private static final MigrationStore.Report REPORT = new MigrationStore.Report("a", 7, Tally.Pair.none());
    private static final MigrationStore.Change CHANGE =
            new MigrationStore.Change(STATE, "tester", "because", Tally.Pair.none());

    private final AnsweringStore store = new AnsweringStore();
    private Vertx vertx;
    private MigrationClient client;

    /** Answers each call with one value, or fails; for all threads. */
    private static final class AnsweringStore implements MigrationStore {
        private static final Beat BEAT = new Beat(STATE, Instant.MAX, true);
        private static final Tally.Pair TALLIES = Tally.Pair.none();
        private static final MigrationStore.Recorded RECORDED =
                new Recorded(STATE, "tester", "because", Figures.of(Tally.none()), Figures.of(Tally.none()));

        private final List<String> calls = new CopyOnWriteArrayList<>();
        private volatile Supplier<Future<Void>> before = Future::succeededFuture;

        private <T> Future<T> answer(String call, T value) {
            calls.add(call);
            return before.get().map(value);
        }

        @Override
        public Future<MigrationState> state() {
            return answer("state", STATE);
        }

        @Override
        public Future<Beat> beat(Report report, Duration lease) {
            return answer("beat " + report.gateway() + " " + lease.toMillis(), BEAT);
        }

        @Override
        public Future<Tally.Pair> tallies(long version) {
            return answer("tallies " + version, TALLIES);
        }

        @Override
        public Future<Optional<MigrationState>> replace(Change change) {
            return answer("replace " + change.next().version(), Optional.of(change.next()));
        }

        @Override
        public Future<List<Recorded>> history(int limit) {
            return answer("history " + limit, List.of(RECORDED));
        }
    }

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx();
        Messages.register(vertx);
        client = new MigrationClient(vertx, SOON);
    }

    @AfterEach
    void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void client_servedByTheStoreVerticle_isTheStoreItself() {
        InMemoryFlagStore flags = new InMemoryFlagStore();
        StoreVerticle.Adapter adapter = new StoreVerticle.Adapter(
                flags, flags, store, Future::succeededFuture, Future::succeededFuture, Future::succeededFuture);
        ended(vertx.deployVerticle(new StoreVerticle(opened -> adapter, SOON, (backend, instance, state) -> {})));

        assertThat(ended(client.state()).result()).isSameAs(STATE);
        assertThat(ended(client.beat(REPORT, Duration.ofSeconds(3))).result()).isSameAs(AnsweringStore.BEAT);
        assertThat(ended(client.tallies(7)).result()).isSameAs(AnsweringStore.TALLIES);
        assertThat(ended(client.replace(CHANGE)).result()).contains(STATE);
        assertThat(ended(client.history(5)).result()).containsExactly(AnsweringStore.RECORDED);
        assertThat(store.calls).containsExactly("state", "beat a 3000", "tallies 7", "replace 7", "history 5");
    }

    @Test
    void client_nobodyServes_isUnavailable() {
        assertThat(ended(client.replace(CHANGE)).cause()).isExactlyInstanceOf(BackendUnavailable.class);
    }

    @Test
    void replace_notAnsweredOverTheBus_hasAnUnknownOutcomeAndOthersAreUnavailable() {
        Promise<Void> never = Promise.promise();
        store.before = never::future;
        ended(PortServer.<MigrationStore>serve(vertx, StoreVerticle.MIGRATION_ADDRESS, store));
        MigrationClient impatient = new MigrationClient(vertx, Duration.ofMillis(20));

        assertThat(ended(impatient.replace(CHANGE)).cause()).isInstanceOf(OutcomeUnknown.class);
        assertThat(ended(impatient.state()).cause()).isExactlyInstanceOf(BackendUnavailable.class);
    }

    @Test
    void guarded_failing_leavesTheBreakerClosed() {
        BackendUnavailable forbidden = new BackendUnavailable(Backend.POSTGRES, "forbidden");
        store.before = () -> Future.failedFuture(forbidden);
        Guard guard = guard();
        MigrationStore guarded = new GuardedMigrationStore(store, prepared(), guard);

        for (int i = 0; i < 10; i++) {
            assertThat(ended(guarded.beat(REPORT, SOON)).cause()).isSameAs(forbidden);
        }

        assertThat(guard.isOpen()).isFalse();
    }

    @Test
    void guarded_breakerOpen_isRefusedWithoutACall() {
        Guard guard = guard();
        MigrationStore guarded = new GuardedMigrationStore(store, prepared(), guard);
        for (int i = 0; i < 3; i++) {
            ended(guard.run(() -> Future.failedFuture(new BackendUnavailable(Backend.POSTGRES, "away"))));
        }
        assertThat(guard.isOpen()).isTrue();

        List<Future<?>> calls = List.of(
                guarded.state(),
                guarded.beat(REPORT, SOON),
                guarded.tallies(7),
                guarded.replace(CHANGE),
                guarded.history(5));

        assertThat(calls)
                .allSatisfy(call -> assertThat(ended(call).cause()).isExactlyInstanceOf(BackendUnavailable.class));
        assertThat(store.calls).isEmpty();
    }

    @Test
    void guarded_databaseBeingPrepared_waitsForIt() {
        Promise<Void> preparing = Promise.promise();
        Preparation preparation = new Preparation(vertx, preparing::future, SOON);
        preparation.begin();
        MigrationStore guarded = new GuardedMigrationStore(store, preparation, guard());

        Future<MigrationState> call = guarded.state();
        assertThat(store.calls).isEmpty();
        preparing.complete();

        assertThat(ended(call).result()).isSameAs(STATE);
    }

    private Preparation prepared() {
        return new Preparation(vertx, Future::succeededFuture, SOON);
    }

    /** Once open it stays so: no probe ends. */
    private Guard guard() {
        Promise<Void> noProbeEnds = Promise.promise();
        return new Guard(vertx, Backend.POSTGRES, 0, noProbeEnds::future, (backend, instance, state) -> {});
    }

    private static <T> Future<T> ended(Future<T> future) {
        Await.until(SOON, "the call has ended", future::isComplete);
        return future;
    }
}
