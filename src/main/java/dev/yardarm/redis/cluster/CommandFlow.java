package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.LinkObserver.CommandResult;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import dev.yardarm.redis.cluster.TurnBatch.Pending;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The commands on one connection: each bounded and counted, the reads of one turn of the event loop in one write. */
final class CommandFlow {

    /** Is told what the answers say of the node. */
    interface Listener {

        /** An answer has come, in time or late. */
        void heard(CommandFlow flow);

        /** An answer did not come in time. */
        void timedOut(CommandFlow flow);
    }

    private final NodeConnection connection;
    private final HostPort node;
    private final NodeRole role;
    private final Duration readBound;
    private final LinkObserver observer;
    private final Listener listener;
    private final TurnBatch reads;

    /** @param readBound for the answer to a batch of reads */
    CommandFlow(
            NodeConnection connection,
            Context context,
            HostPort node,
            NodeRole role,
            Duration readBound,
            LinkObserver observer,
            Listener listener) {
        this.connection = connection;
        this.node = node;
        this.role = role;
        this.readBound = readBound;
        this.observer = observer;
        this.listener = listener;
        this.reads = new TurnBatch(context, this::sendBatch);
    }

    NodeConnection connection() {
        return connection;
    }

    /** A command that leaves together with all others of this turn. Fails with {@link NodeFailure}. */
    Future<Response> read(Request command) {
        return reads.add(command);
    }

    /** A command that leaves by itself, within a bound of its own. Fails with {@link NodeFailure}. */
    Future<Response> send(Request command, Duration bound) {
        return bounded(connection.send(command), bound, 1);
    }

    private void sendBatch(List<Pending> batch) {
        List<Request> commands = batch.stream().map(Pending::command).toList();
        bounded(connection.batch(commands), readBound, commands.size())
                .onSuccess(answers -> {
                    for (int i = 0; i < batch.size(); i++) {
                        batch.get(i).answer().complete(answers.get(i));
                    }
                })
                .onFailure(failure -> batchFailed(batch, (NodeFailure) failure));
    }

    /**
     * The library fails a batch whole if one of its commands was refused or the connection was lost, and does not say
     * which. These are reads, so they may be sent again, each by itself; on a lost connection that fails at once.
     */
    private void batchFailed(List<Pending> batch, NodeFailure failure) {
        for (Pending pending : batch) {
            if (failure.kind() == Kind.TIMEOUT) {
                pending.answer().fail(failure);
            } else {
                send(pending.command(), readBound).onComplete(pending.answer());
            }
        }
    }

    /** Bounds the wait for an answer, and takes note of how it ended. */
    private <T> Future<T> bounded(Future<T> answer, Duration bound, int commands) {
        answer.onSuccess(late -> listener.heard(this));
        return answer.timeout(bound.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(translate(failure, bound)))
                .onSuccess(ok -> observer.commandsEnded(node, role, CommandResult.OK, commands))
                .onFailure(failure -> failed((NodeFailure) failure, commands));
    }

    private void failed(NodeFailure failure, int commands) {
        boolean timedOut = failure.kind() == Kind.TIMEOUT;
        observer.commandsEnded(node, role, timedOut ? CommandResult.TIMEOUT : CommandResult.ERROR, commands);
        if (timedOut) {
            listener.timedOut(this);
        }
    }

    private static NodeFailure translate(Throwable failure, Duration bound) {
        return failure instanceof TimeoutException
                ? new NodeFailure(Kind.TIMEOUT, "no answer within " + bound.toMillis() + " ms")
                : NodeFailure.of(failure);
    }
}
