package dev.yardarm.bus;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import dev.yardarm.read.ScriptedCache;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ports asked over a real event bus: what goes in comes out, failures too. */
class PortsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final FlagKey FLAG = new FlagKey("flag-000");

    private final ScriptedCache cache = new ScriptedCache();
    private Vertx vertx;
    private FlagCache client;

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx();
        Messages.register(vertx);
        client = new GatheredReads(vertx, new CacheClient(vertx, 0, SOON));
    }

    @AfterEach
    void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void snapshot_served_isTheSameObject() {
        EncodedSnapshot cached = snapshot(PRODUCTION, 7, 2);
        serve(cache.holding(cached));

        assertThat(ended(client.snapshot(PRODUCTION, Revision.NONE)).result())
                .isEqualTo(new Lookup.Hit<>(new Revision(7), cached, ScriptedCache.NODE));
    }

    @Test
    void flag_served_isTheSameObject() {
        EncodedSnapshot cached = snapshot(PRODUCTION, 7, 2);
        serve(cache.holding(cached));

        assertThat(ended(onLoop(() -> client.flag(PRODUCTION, FLAG, Revision.NONE)))
                        .result())
                .isInstanceOfSatisfying(
                        Lookup.Hit.class, hit -> assertThat(hit.value()).isEqualTo(cached.flag(FLAG)));
    }

    @Test
    void flag_severalInOneTurn_areOneQuestionForEachRevisionWanted() {
        EncodedSnapshot cached = snapshot(PRODUCTION, 7, 3);
        GatheredReads reads = new GatheredReads(vertx, cache.holding(cached));
        FlagKey other = new FlagKey("flag-001");
        FlagKey unknown = new FlagKey("unknown");

        List<Lookup<Optional<EncodedFlag>>> found = ended(onLoop(() -> Future.all(
                        reads.flag(PRODUCTION, FLAG, Revision.NONE),
                        reads.flag(PRODUCTION, other, Revision.NONE),
                        reads.flag(PRODUCTION, FLAG, Revision.NONE),
                        reads.flag(PRODUCTION, unknown, new Revision(7)))))
                .result()
                .list();

        assertThat(found)
                .extracting(lookup -> ((Lookup.Hit<Optional<EncodedFlag>>) lookup).value())
                .containsExactly(cached.flag(FLAG), cached.flag(other), cached.flag(FLAG), Optional.empty());
        assertThat(cache.groups()).containsExactlyInAnyOrder(Set.of(FLAG, other), Set.of(unknown));
    }

    @Test
    void flag_moreInOneTurnThanOneCommandMayTake_areSeveralQuestions() {
        GatheredReads reads = new GatheredReads(vertx, cache);

        ended(onLoop(() -> Future.all(IntStream.range(0, 600)
                .mapToObj(i -> reads.flag(PRODUCTION, new FlagKey("flag-" + i), Revision.NONE))
                .toList())));

        assertThat(cache.groups()).extracting(Set::size).containsExactly(256, 256, 88);
    }

    @Test
    void flag_severalInOneTurnThatFail_failEachForTheVeryReason() {
        BackendUnavailable away = new BackendUnavailable(Backend.REDIS, "away");
        serve(cache.failing(away));

        Future<?> failed = onLoop(() -> Future.join(
                client.flag(PRODUCTION, FLAG, Revision.NONE), client.flag(PRODUCTION, FLAG, new Revision(3))));

        assertThat(ended(failed).cause()).isSameAs(away);
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> asks) {
        Promise<T> promise = Promise.promise();
        vertx.runOnContext(turn -> asks.get().onComplete(promise));
        return promise.future();
    }

    @Test
    void writes_served_arriveInOrder() {
        serve(cache);

        Future<Void> publish = client.publish(snapshot(PRODUCTION, 7, 2));
        Future<Void> invalidate = client.invalidate(PRODUCTION, new Revision(8));
        Future<Void> discard = client.discard(PRODUCTION);
        ended(Future.all(publish, invalidate, discard));

        assertThat(cache.calls()).containsExactly("publish 7", "invalidate 8", "discard");
    }

    @Test
    void ask_failing_givesTheVeryFailure() {
        IllegalStateException bug = new IllegalStateException("bug");
        serve(cache.failing(bug));

        assertThat(ended(client.snapshot(PRODUCTION, Revision.NONE)).cause()).isSameAs(bug);
    }

    @Test
    void ask_unavailable_givesTheVeryFailure() {
        BackendUnavailable away = new BackendUnavailable(Backend.REDIS, "away");
        serve(cache.failing(away));

        assertThat(ended(client.snapshot(PRODUCTION, Revision.NONE)).cause()).isSameAs(away);
    }

    @Test
    void ask_portThatThrows_givesWhatItThrew() {
        IllegalStateException bug = new IllegalStateException("bug");
        cache.beforeEachWrite(() -> {
            throw bug;
        });
        serve(cache);

        assertThat(ended(client.discard(PRODUCTION)).cause()).isSameAs(bug);
    }

    @Test
    void ask_nobodyServes_isUnavailable() {
        assertThat(ended(client.snapshot(PRODUCTION, Revision.NONE)).cause())
                .isInstanceOfSatisfying(
                        BackendUnavailable.class,
                        failure -> assertThat(failure.backend()).isEqualTo(Backend.REDIS));
    }

    @Test
    void ask_notAnsweredWithinTheBound_isUnavailable() {
        serve(cache);
        assertThat(cache.waiting().future().isComplete()).isFalse();
        CacheClient impatient = new CacheClient(vertx, 0, Duration.ofMillis(20));

        assertThat(ended(impatient.snapshot(PRODUCTION, Revision.NONE)).cause()).isInstanceOf(BackendUnavailable.class);
    }

    @Test
    void ask_storeThatNobodyServes_isUnavailable() {
        StoreClient store = new StoreClient(vertx, SOON);

        assertThat(ended(store.load(PRODUCTION, Revision.NONE, Optional.empty()))
                        .cause())
                .isInstanceOfSatisfying(
                        BackendUnavailable.class,
                        failure -> assertThat(failure.backend()).isEqualTo(Backend.POSTGRES));
    }

    private void serve(FlagCache port) {
        assertThat(ended(PortServer.serve(vertx, CacheVerticle.address(0), port))
                        .succeeded())
                .isTrue();
    }

    private static <T> Future<T> ended(Future<T> future) {
        Await.until(SOON, "the call has ended", future::isComplete);
        return future;
    }
}
