package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a command to the node that can answer it, and once more where that is worth it, within the bounds of the
 * configuration. For a single instance there is one such node.
 *
 * <p>Belongs to one event loop. Every call fails with {@link NodeFailure}.
 */
public final class CommandRouter {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRouter.class);

    /** Requirement S6: up to three attempts, with exponential back-off from 100 ms. */
    private static final int MOST_RETRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final Vertx vertx;
    private final RedisConfig.Timeouts timeouts;
    private final NodeLink link;
    private final long[] reportedIn = new long[MOST_RETRIES + 1];

    /** @param context the event loop it belongs to */
    public CommandRouter(Vertx vertx, Context context, RedisConfig config, LinkObserver observer) {
        this.vertx = vertx;
        this.timeouts = config.timeouts();
        this.link = new NodeLink(vertx, context, config, config.seeds().get(0), NodeRole.PRIMARY, observer);
    }

    /**
     * An answer, and who gave it.
     *
     * @param response null where Redis says nil
     */
    public record Answer(@Nullable Response response, HostPort node) {}

    /** Begins to connect; does not wait for it. */
    public void open() {
        link.open();
    }

    /** Is called each time a node has become ready. */
    public void onReady(Runnable handler) {
        link.onReady(handler);
    }

    public boolean isReady() {
        return link.isReady();
    }

    public Future<Void> close() {
        return link.close();
    }

    /** A command that changes nothing. It may be sent more than once; the answer comes within the budget for reads. */
    public Future<Answer> read(Request command) {
        return attempt(() -> link.read(command), 0, System.nanoTime()).map(this::answer);
    }

    /** As {@link #read}, for an answer so large that one attempt may take the whole budget. */
    public Future<Answer> readWhole(Request command) {
        return attempt(() -> link.send(command, timeouts.budget()), 0, System.nanoTime())
                .map(this::answer);
    }

    /** A command that is sent once, with the whole budget of a read for its answer. */
    public Future<Answer> write(Request command) {
        return link.send(command, timeouts.budget()).map(this::answer);
    }

    private Answer answer(@Nullable Response response) {
        return new Answer(response, link.address());
    }

    private Future<Response> attempt(Supplier<Future<Response>> read, int retries, long beganNanos) {
        return read.get().recover(failure -> {
            Duration left = timeouts.budget().minusNanos(System.nanoTime() - beganNanos);
            Duration pause = pause(retries + 1, left);
            if (!worthRetrying((NodeFailure) failure, retries, pause)) {
                return Future.failedFuture(failure);
            }
            report(retries + 1, failure);
            return vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(waited -> attempt(read, retries + 1, beganNanos));
        });
    }

    /** Doubled each time, and never more than half of what is left: the attempt after it needs the other half. */
    private static Duration pause(int retry, Duration left) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << (retry - 1));
        Duration half = left.dividedBy(2);
        return doubled.compareTo(half) < 0 ? doubled : half;
    }

    /**
     * Only what passes by itself is worth a wait, and only while it may still be passing: once the node has been away for
     * longer than a read may take, the next rung of the ladder answers sooner.
     */
    private boolean worthRetrying(NodeFailure failure, int retries, Duration pause) {
        return failure.kind().isPassing()
                && retries < MOST_RETRIES
                && pause.toMillis() >= 1
                && link.downFor().compareTo(timeouts.budget()) < 0;
    }

    /** Once for each outage and attempt, not for each read. */
    private void report(int retry, Throwable failure) {
        if (reportedIn[retry] != link.outages()) {
            reportedIn[retry] = link.outages();
            LOG.atWarn()
                    .addKeyValue("node_id", link.address())
                    .addKeyValue("error", failure.getMessage())
                    .log("Redis retry attempt {}/{}", retry, MOST_RETRIES);
        }
    }
}
