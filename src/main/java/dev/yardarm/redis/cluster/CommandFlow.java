package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.LinkObserver.CommandResult;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The commands on one connection: each bounded and counted, the reads of one turn of the event loop in one write.
 *
 * <p>Belongs to one event loop.
 */
final class CommandFlow {

    /** Is told what the answers say of the node. */
    interface Listener {

        /** An answer has come, in time or late. */
        void heard(CommandFlow flow);

        /** An answer did not come in time. */
        void timedOut(CommandFlow flow);
    }

    /**
     * What reads on the way are measured by.
     *
     * @param bound for the answer to a batch of reads
     * @param slowAfter when a batch is slow, less than the bound
     * @param latency of the answers to batches
     */
    record Pace(Duration bound, Supplier<Duration> slowAfter, RecentLatency latency) {}

    private final Vertx vertx;
    private final NodeConnection connection;
    private final HostPort node;
    private final Supplier<NodeRole> role;
    private final Pace pace;
    private final LinkObserver observer;
    private final Listener listener;
    private final TurnBatch<ReadAttempt> reads;
    private final Set<Flight> flights = new LinkedHashSet<>();

    CommandFlow(
            Vertx vertx,
            Context context,
            NodeConnection connection,
            HostPort node,
            Supplier<NodeRole> role,
            Pace pace,
            LinkObserver observer,
            Listener listener) {
        this.vertx = vertx;
        this.connection = connection;
        this.node = node;
        this.role = role;
        this.pace = pace;
        this.observer = observer;
        this.listener = listener;
        this.reads = new TurnBatch<>(context, batch -> new Flight(batch, pace.bound()).begin());
    }

    NodeConnection connection() {
        return connection;
    }

    /** A read that leaves together with all others of this turn. */
    void read(ReadAttempt read) {
        reads.add(read);
    }

    /** A read that leaves by itself, within a bound of its own. */
    void read(ReadAttempt read, Duration bound) {
        new Flight(List.of(read), bound).begin();
    }

    /** A command that leaves by itself, within a bound of its own. Fails with {@link NodeFailure}. */
    Future<Response> send(Request command, Duration bound) {
        Future<Response> answer = connection.send(command);
        answer.onSuccess(late -> listener.heard(this));
        return Deadline.on(vertx, answer, bound)
                .recover(failure -> Future.failedFuture(translate(failure, bound)))
                .onSuccess(ok -> ended(CommandResult.OK, 1))
                .onFailure(failure -> failed((NodeFailure) failure, 1));
    }

    /** Nobody waits any longer for what is on the way; answers that come all the same are heard. */
    void giveUp(NodeFailure why) {
        for (Flight flight : new ArrayList<>(flights)) {
            flight.fail(why);
        }
    }

    private void ended(CommandResult result, int commands) {
        observer.commandsEnded(node, role.get(), result, commands);
    }

    private void failed(NodeFailure failure, int commands) {
        boolean timedOut = failure.kind() == Kind.TIMEOUT;
        ended(timedOut ? CommandResult.TIMEOUT : CommandResult.ERROR, commands);
        refused(failure);
        if (timedOut) {
            listener.timedOut(this);
        }
    }

    private void refused(NodeFailure failure) {
        if (failure.kind() == Kind.NOPERM || failure.kind() == Kind.MOVED) {
            observer.refused(node, failure.kind(), String.valueOf(failure.getMessage()));
        }
    }

    private static NodeFailure translate(Throwable failure, Duration bound) {
        return failure instanceof TimeoutException ? late(bound) : NodeFailure.of(failure);
    }

    private static NodeFailure late(Duration bound) {
        return new NodeFailure(Kind.TIMEOUT, "no answer within " + bound.toMillis() + " ms");
    }

    /**
     * Reads in one write, until they have been answered or given up.
     *
     * <p>Each of its timers gives the event loop one more round, for the reason that {@link Deadline} gives.
     */
    private final class Flight {
        private final List<ReadAttempt> batch;
        private final Duration bound;
        private final long sentNanos = System.nanoTime();
        private long timer;
        private boolean over;

        private Flight(List<ReadAttempt> batch, Duration bound) {
            this.batch = batch;
            this.bound = bound;
        }

        private void begin() {
            flights.add(this);
            Duration slowAfter = pace.slowAfter().get();
            after(slowAfter, () -> slow(slowAfter));
            if (batch.size() == 1) {
                connection
                        .send(batch.get(0).command())
                        .onSuccess(answer -> answered(Collections.singletonList(answer)))
                        .onFailure(failure -> refused((NodeFailure) failure));
            } else {
                connection
                        .batch(batch.stream().map(ReadAttempt::command).toList())
                        .onSuccess(this::answered)
                        .onFailure(failure -> batchRefused());
            }
        }

        private void after(Duration delay, Runnable due) {
            timer = vertx.setTimer(
                    Math.max(1, delay.toMillis()),
                    first -> timer = vertx.setTimer(Deadline.ROUND_MILLIS, second -> due.run()));
        }

        private void slow(Duration slowAfter) {
            Duration rest = bound.minus(slowAfter);
            after(rest, () -> {
                // First of all the node counts as silent, so that nobody is sent to it again.
                failed(late(bound), batch.size());
                fail(late(bound));
            });
            batch.forEach(ReadAttempt::slow);
        }

        private void answered(List<Response> answers) {
            listener.heard(CommandFlow.this);
            if (isOver()) {
                return;
            }
            long now = System.nanoTime();
            if (bound.equals(pace.bound())) {
                pace.latency().record(now - sentNanos, now);
            }
            ended(CommandResult.OK, batch.size());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answered(answers.get(i));
            }
        }

        private void refused(NodeFailure failure) {
            if (!isOver()) {
                ended(CommandResult.ERROR, 1);
                CommandFlow.this.refused(failure);
                batch.get(0).failed(failure);
            }
        }

        /**
         * The library fails a batch whole if one of its commands was refused or the connection was lost, and does not say
         * which. These are reads, so they may be sent again, each by itself; on a lost connection that fails at once.
         */
        private void batchRefused() {
            if (!isOver()) {
                Duration left = bound.minusNanos(System.nanoTime() - sentNanos);
                for (ReadAttempt read : batch) {
                    new Flight(List.of(read), left).begin();
                }
            }
        }

        private void fail(NodeFailure failure) {
            if (!isOver()) {
                batch.forEach(read -> read.failed(failure));
            }
        }

        /** Ends it; whether it had ended before. */
        private boolean isOver() {
            if (over) {
                return true;
            }
            over = true;
            flights.remove(this);
            vertx.cancelTimer(timer);
            return false;
        }
    }
}
