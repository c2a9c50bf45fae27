package dev.yardarm.bus;

import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to where it can be used, tried until it succeeds.
 *
 * <p>Belongs to one event loop. A call that comes while an attempt is under way waits for its end, so that the first calls
 * to an empty database do not fail for want of tables; between attempts, calls are made and fail for themselves.
 */
final class Preparation {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Supplier<Future<Void>> prepare;
    private final Duration patience;
    private Future<Void> attempt = Future.succeededFuture();
    private String reported = "";
    private boolean stopped;

    /** @param patience how long a call waits for an attempt */
    Preparation(Vertx vertx, Supplier<Future<Void>> prepare, Duration patience) {
        this.vertx = vertx;
        this.prepare = prepare;
        this.patience = patience;
    }

    void begin() {
        attempt = prepare.get()
                .onSuccess(done -> LOG.atInfo().log("Database is ready"))
                .onFailure(this::tryAgain);
    }

    /**
     * Makes a call once the attempt under way, if there is one, has ended either way. An attempt that takes too long fails
     * the call with {@link BackendUnavailable}: it is then never made, so a change that was refused is not made later.
     */
    <T> Future<T> before(Supplier<Future<T>> call) {
        return attempt.isComplete() ? call.get() : ended().compose(ended -> call.get());
    }

    private Future<Void> ended() {
        return attempt.otherwiseEmpty()
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> Future.failedFuture(
                        BackendUnavailable.late(Backend.POSTGRES, "the database is being prepared", late)));
    }

    void stop() {
        stopped = true;
    }

    private void tryAgain(Throwable failure) {
        String error = String.valueOf(failure.getMessage());
        if (!error.equals(reported)) {
            reported = error;
            LOG.atWarn().addKeyValue("error", error).log("Database cannot be made ready, trying on");
        }
        vertx.setTimer(AGAIN.toMillis(), again -> {
            if (!stopped) {
                begin();
            }
        });
    }
}
