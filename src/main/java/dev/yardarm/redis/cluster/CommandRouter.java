package dev.yardarm.redis.cluster;

import dev.yardarm.config.RedisConfig.Timeouts;
import dev.yardarm.redis.cluster.CommandFlow.Pace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends each command to a node that can answer it, and to another or once more where that is worth it, within the bounds of
 * the configuration. For a single instance there is one such node.
 *
 * <p>Belongs to one event loop. Every call fails with {@link NodeFailure}.
 */
public final class CommandRouter {
    private final Members members;
    private final ReadRouter reads;
    private final WriteRouter writes;

    /** @param context the event loop it belongs to */
    public CommandRouter(
            Vertx vertx, Context context, RedisAccess access, LinkObserver links, TopologyObserver topologies) {
        Timeouts timeouts = access.endpoint().current().timeouts();
        this.members = new Members(vertx, context, access, pace(timeouts), links, topologies);
        Retries retries = new Retries(timeouts, access.cluster());
        Redirections redirections = new Redirections(access, members.links(), members.topologies());
        this.reads =
                new ReadRouter(vertx, context, access, members.links(), members.topologies(), retries, redirections);
        this.writes =
                new WriteRouter(vertx, timeouts.budget(), members.links(), members.topologies(), retries, redirections);
    }

    /** A batch is slow when it takes longer than nearly all of late, within what is worth a second command. */
    static Pace pace(Timeouts timeouts) {
        Duration most = timeouts.attempt().dividedBy(2);
        Duration least = timeouts.attempt().dividedBy(10);
        RecentLatency latency = new RecentLatency(most, System.nanoTime());
        return new Pace(
                timeouts.attempt(),
                () -> {
                    Duration p99 = latency.p99();
                    if (p99.compareTo(least) < 0) {
                        return least;
                    }
                    return p99.compareTo(most) < 0 ? p99 : most;
                },
                latency);
    }

    /** Begins to connect; does not wait for it. */
    public void open() {
        members.open();
    }

    /** Is called each time a node has become ready or has gone away, and each time the cluster has changed. */
    public void onChange(Runnable handler) {
        members.onChange(handler);
    }

    /** Whether any node can be asked. */
    public boolean isReady() {
        return !members.links().ready().isEmpty();
    }

    public Future<Void> close() {
        return members.close();
    }

    /**
     * A command that changes nothing. It may be sent more than once, to several nodes; the answer comes within the budget.
     *
     * @param fresh whether an answer is as late as is asked for; one that is not is given only if no node has a better one
     */
    public Future<Answer> read(Slot slot, Request command, Predicate<@Nullable Response> fresh) {
        return reads.read(slot, command, fresh, /* whole= */ false);
    }

    /** As {@link #read} with any answer, and never again after a pause: who asks does so all the time. */
    public Future<Answer> probe(Slot slot, Request command) {
        return reads.probe(slot, command);
    }

    /** As {@link #read}, for an answer so large that one attempt may take half of the budget. */
    public Future<Answer> readWhole(Slot slot, Request command, Predicate<@Nullable Response> fresh) {
        return reads.read(slot, command, fresh, /* whole= */ true);
    }

    /** A command that means the same if it is executed twice. Each attempt has the budget of a read for its answer. */
    public Future<Answer> write(Slot slot, Request command) {
        return writes.write(slot, command);
    }
}
