package dev.yardarm.read;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads again what no rung could answer, for as long as that is because somebody was late: a gateway that has nothing yet,
 * on a machine that is slow to connect it to its database, waits rather than fails. Where everybody refuses, it fails at
 * once.
 */
public final class Insistence {
    /** Reads once. */
    public static final Insistence NONE = new Insistence(Duration.ZERO, pause -> Future.succeededFuture());

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Duration most;
    private final Function<Duration, Future<Void>> pauses;

    /**
     * @param most how long a read may take with all its repetitions
     * @param pauses begins a pause, which ends on the event loop it was begun on
     */
    public Insistence(Duration most, Function<Duration, Future<Void>> pauses) {
        this.most = most;
        this.pauses = pauses;
    }

    /** Fails as the read does, and if it is late itself with {@link BackendUnavailable}. */
    <T> Future<T> on(Supplier<Future<T>> read) {
        long beganNanos = System.nanoTime();
        Future<T> first = read.get();
        // Nearly all end here, and do not pay for the others.
        return first.isComplete() && first.succeeded()
                ? first
                : first.recover(failure -> again(read, beganNanos, failure));
    }

    private <T> Future<T> again(Supplier<Future<T>> read, long beganNanos, Throwable failure) {
        long leftMillis = most.minusNanos(System.nanoTime() - beganNanos).toMillis();
        if (!(failure instanceof BackendUnavailable unavailable)
                || !unavailable.isLate()
                || leftMillis <= PAUSE.toMillis()) {
            return Future.failedFuture(failure);
        }
        return pauses.apply(PAUSE)
                .compose(paused -> read.get())
                .timeout(leftMillis, TimeUnit.MILLISECONDS)
                .recover(late -> again(read, beganNanos, late instanceof TimeoutException ? unavailable : late));
    }
}
