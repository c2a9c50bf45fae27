package dev.yardarm.redis.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A bound for an answer that does not hold it against the node when this event loop itself has stood still: timers run
 * before what the socket has received meanwhile, so the loop is given one more round before the bound counts.
 */
final class Deadline {
    static final long ROUND_MILLIS = 1;

    private Deadline() {}

    /** The answer; fails with {@link TimeoutException} if it does not come within the bound, 1 ms or more. */
    static <T> Future<T> on(Vertx vertx, Future<T> answer, Duration bound) {
        if (answer.isComplete()) {
            return answer;
        }
        Promise<T> promise = Promise.promise();
        long timer = vertx.setTimer(
                Math.max(1, bound.toMillis()),
                due -> vertx.setTimer(
                        ROUND_MILLIS,
                        later ->
                                promise.tryFail(new TimeoutException("no answer within " + bound.toMillis() + " ms"))));
        answer.onComplete(ended -> {
            vertx.cancelTimer(timer);
            if (ended.succeeded()) {
                promise.tryComplete(ended.result());
            } else {
                promise.tryFail(ended.cause());
            }
        });
        return promise.future();
    }
}
