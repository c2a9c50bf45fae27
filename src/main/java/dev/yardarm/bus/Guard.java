package dev.yardarm.bus;

import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendBusy;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one backend on one verticle: after some calls in a row have found the backend unavailable, further
 * ones fail at once.
 *
 * <p>No caller pays for finding out whether the backend is back. When the breaker goes half open it lets one call through;
 * this class takes that call for a probe of its own, so callers go on being refused until the probe has succeeded.
 */
final class Guard {
    /** In a row: every success clears the count. Of a hung store each takes as long as a call may. */
    private static final int MOST_FAILURES = 3;
    /** A window below a second would never open the breaker. */
    private static final long WINDOW_MILLIS = 10_000;
    /** Half of the second within which a backend that is back should be used again. */
    private static final long PROBE_EVERY_MILLIS = 500;

    private static final long NO_TIMEOUT = -1;

    private final Backend backend;
    private final CircuitBreaker breaker;
    /** Whether the last failure was that the backend was late. */
    private boolean late;

    /**
     * @param probe asks the backend for as little as shows that it can answer; must end within a bound, since the breaker
     *     stays half open until it has
     */
    Guard(Vertx vertx, Backend backend, int instance, Supplier<Future<Void>> probe, BreakerObserver observer) {
        this.backend = backend;
        this.breaker = CircuitBreaker.create(
                backend.label() + "-" + instance,
                vertx,
                new CircuitBreakerOptions()
                        .setMaxFailures(MOST_FAILURES)
                        .setFailuresRollingWindow(WINDOW_MILLIS)
                        .setResetTimeout(PROBE_EVERY_MILLIS)
                        // Each call is bounded where it is made; a timer more for each would buy nothing.
                        .setTimeout(NO_TIMEOUT));
        breaker.failurePolicy(ended -> isFailure(ended.cause()));
        observer.changed(backend, instance, State.CLOSED);
        breaker.openHandler(open -> observer.changed(backend, instance, State.OPEN));
        breaker.halfOpenHandler(halfOpen -> {
            observer.changed(backend, instance, State.HALF_OPEN);
            // Its end moves the breaker; there is nothing else to do with it.
            Future<Void> unused = breaker.execute(() -> probe.get().recover(this::unavailable));
        });
        breaker.closeHandler(closed -> observer.changed(backend, instance, State.CLOSED));
    }

    private boolean isFailure(@Nullable Throwable failure) {
        if (!(failure instanceof BackendUnavailable unavailable) || failure instanceof BackendBusy) {
            return false;
        }
        late = unavailable.isLate();
        return true;
    }

    /** Whatever a probe fails with is a reason to stay away: anything else than this would close the breaker. */
    private Future<Void> unavailable(Throwable failure) {
        boolean wasLate = failure instanceof BackendUnavailable unavailable && unavailable.isLate();
        return Future.failedFuture(
                wasLate
                        ? BackendUnavailable.late(backend, "the probe had no answer", failure)
                        : new BackendUnavailable(backend, "the probe failed", failure));
    }

    /** Late if the backend was: it may be back at the next probe. */
    private BackendUnavailable refused(Throwable open) {
        String message = "circuit breaker open";
        return late ? BackendUnavailable.late(backend, message, open) : new BackendUnavailable(backend, message, open);
    }

    boolean isOpen() {
        return switch (breaker.state()) {
            case CLOSED -> false;
            case OPEN, HALF_OPEN -> true;
        };
    }

    /** Makes a call, unless the breaker is open: then fails with {@link BackendUnavailable}. */
    <T> Future<T> run(Supplier<Future<T>> call) {
        return breaker.execute(call)
                .recover(failure ->
                        Future.failedFuture(failure instanceof OpenCircuitException ? refused(failure) : failure));
    }
}
