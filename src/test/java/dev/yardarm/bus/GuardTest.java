package dev.yardarm.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.fixture.Await;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendBusy;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When a backend is given up, and how it is found again. */
class GuardTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private final BackendUnavailable away = new BackendUnavailable(Backend.REDIS, "away");

    private static Vertx vertx;

    private final List<State> states = new CopyOnWriteArrayList<>();
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void run_succeeding_givesTheResult() {
        Guard guard = guard(Future::succeededFuture);

        assertThat(run(guard, Future.succeededFuture("answer")).result()).isEqualTo("answer");
        assertThat(states).containsExactly(State.CLOSED);
    }

    @Test
    void run_failing_passesTheVeryFailureOn() {
        Guard guard = guard(Future::succeededFuture);

        assertThat(run(guard, Future.failedFuture(away)).cause()).isSameAs(away);
    }

    @Test
    void run_afterTwoFailuresInARow_isStillTried() {
        Guard guard = guard(Future::succeededFuture);
        fail(guard, 2, away);

        assertThat(guard.isOpen()).isFalse();
        assertThat(run(guard, Future.succeededFuture("answer")).succeeded()).isTrue();
        assertThat(calls).hasValue(3);
    }

    @Test
    void run_afterThreeFailuresInARow_isRefusedAtOnceAsUnavailable() {
        Guard guard = guard(GuardTest::never);
        fail(guard, 3, away);
        assertThat(guard.isOpen()).isTrue();

        Future<String> refused = run(guard, Future.succeededFuture("answer"));

        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        BackendUnavailable.class,
                        failure -> assertThat(failure.backend()).isEqualTo(Backend.REDIS));
        assertThat(calls).as("calls that were made").hasValue(3);
        assertThat(states).startsWith(State.CLOSED, State.OPEN);
    }

    @Test
    void run_refusedByAnOpenBreaker_isLateIfTheBackendWas() {
        Guard silent = guard(GuardTest::never);
        fail(silent, 3, BackendUnavailable.late(Backend.REDIS, "late", null));
        Guard gone = guard(GuardTest::never);
        fail(gone, 3, away);

        assertThat(run(silent, Future.succeededFuture("answer")).cause())
                .isInstanceOfSatisfying(
                        BackendUnavailable.class,
                        failure -> assertThat(failure.isLate()).isTrue());
        assertThat(run(gone, Future.succeededFuture("answer")).cause())
                .isInstanceOfSatisfying(
                        BackendUnavailable.class,
                        failure -> assertThat(failure.isLate()).isFalse());
    }

    @Test
    void run_aSuccessBetween_clearsTheCount() {
        Guard guard = guard(Future::succeededFuture);
        for (int i = 0; i < 5; i++) {
            fail(guard, 2, away);
            run(guard, Future.succeededFuture("answer"));
        }

        assertThat(guard.isOpen()).isFalse();
        assertThat(states).containsExactly(State.CLOSED);
    }

    @Test
    void run_backendBusy_doesNotOpenIt() {
        Guard guard = guard(Future::succeededFuture);
        fail(guard, 20, new BackendBusy(Backend.POSTGRES, "busy", null));

        assertThat(guard.isOpen()).isFalse();
        assertThat(calls).hasValue(20);
    }

    @Test
    void run_bugs_doNotOpenIt() {
        Guard guard = guard(Future::succeededFuture);
        IllegalStateException bug = new IllegalStateException("bug");
        fail(guard, 20, bug);

        assertThat(guard.isOpen()).isFalse();
        assertThat(run(guard, Future.failedFuture(bug)).cause()).isSameAs(bug);
        assertThat(calls).hasValue(21);
    }

    @Test
    void run_callThatThrows_failsWithWhatItThrew() {
        Guard guard = guard(Future::succeededFuture);
        IllegalStateException bug = new IllegalStateException("bug");

        Future<String> failed = guard.run(() -> {
            throw bug;
        });
        Await.until(SOON, "the call has ended", failed::isComplete);

        assertThat(failed.cause()).isSameAs(bug);
    }

    @Test
    void open_backendIsBack_closesByItselfWithoutAnyCall() {
        Guard guard = guard(Future::succeededFuture);
        fail(guard, 3, away);

        Await.until(SOON, "the breaker is closed", () -> !guard.isOpen());

        assertThat(states).containsExactly(State.CLOSED, State.OPEN, State.HALF_OPEN, State.CLOSED);
        assertThat(probes).hasValue(1);
        assertThat(calls).hasValue(3);
        assertThat(run(guard, Future.succeededFuture("answer")).result()).isEqualTo("answer");
    }

    @Test
    void open_backendIsStillAway_probesOnUntilItIsBack() {
        Guard guard = guard(() -> probes.get() < 3 ? Future.failedFuture(away) : Future.succeededFuture());
        fail(guard, 3, away);

        Await.until(SOON, "the breaker is closed", () -> !guard.isOpen());

        assertThat(probes).hasValue(3);
        assertThat(states)
                .containsExactly(
                        State.CLOSED,
                        State.OPEN,
                        State.HALF_OPEN,
                        State.OPEN,
                        State.HALF_OPEN,
                        State.OPEN,
                        State.HALF_OPEN,
                        State.CLOSED);
    }

    @Test
    void open_probeFailsWithABug_staysOpen() {
        Guard guard = guard(() ->
                probes.get() < 2 ? Future.failedFuture(new IllegalStateException("bug")) : Future.succeededFuture());
        fail(guard, 3, away);

        Await.until(SOON, "the breaker is closed", () -> !guard.isOpen());

        assertThat(probes).hasValue(2);
    }

    @Test
    void halfOpen_callers_areRefusedUntilTheProbeHasSucceeded() {
        Guard guard = guard(GuardTest::never);
        fail(guard, 3, away);
        Await.until(SOON, "the probe is under way", () -> probes.get() == 1);

        assertThat(run(guard, Future.succeededFuture("answer")).cause()).isInstanceOf(BackendUnavailable.class);
        assertThat(guard.isOpen()).isTrue();
        assertThat(calls).hasValue(3);
    }

    private Guard guard(Supplier<Future<Void>> probe) {
        return new Guard(
                vertx,
                Backend.REDIS,
                0,
                () -> {
                    probes.incrementAndGet();
                    return probe.get();
                },
                (backend, instance, state) -> states.add(state));
    }

    private <T> Future<T> run(Guard guard, Future<T> answer) {
        Future<T> run = guard.run(() -> {
            calls.incrementAndGet();
            return answer;
        });
        Await.until(SOON, "the call has ended", run::isComplete);
        return run;
    }

    private void fail(Guard guard, int times, Throwable failure) {
        for (int i = 0; i < times; i++) {
            assertThat(run(guard, Future.failedFuture(failure)).cause()).isSameAs(failure);
        }
    }

    private static Future<Void> never() {
        return io.vertx.core.Promise.<Void>promise().future();
    }
}
