package dev.yardarm.redis.cluster;

import dev.yardarm.redis.cluster.NodeFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sends a command that changes something to the primary of its slot, to where that one redirects it, and once more where the
 * failure is one that passes. So it may be executed twice, and must mean the same then.
 */
final class WriteRouter {
    private final Vertx vertx;
    private final Duration bound;
    private final NodeLinks links;
    private final Topologies topologies;
    private final Retries retries;
    private final Redirections redirections;

    /** @param bound for one attempt */
    WriteRouter(
            Vertx vertx,
            Duration bound,
            NodeLinks links,
            Topologies topologies,
            Retries retries,
            Redirections redirections) {
        this.vertx = vertx;
        this.bound = bound;
        this.links = links;
        this.topologies = topologies;
        this.retries = retries;
        this.redirections = redirections;
    }

    /** Fails with {@link NodeFailure}. */
    Future<Answer> write(Slot slot, Request command) {
        retries.earn();
        return attempt(slot, command, 0, System.nanoTime());
    }

    private Future<Answer> attempt(Slot slot, Request command, int retried, long beganNanos) {
        Optional<NodeLink> primary = topologies
                .current()
                .shardOf(slot)
                .flatMap(shard -> links.find(shard.primary().address()));
        if (primary.isEmpty()) {
            return Future.failedFuture(new NodeFailure(Kind.DISCONNECTED, "nobody is known to hold the slot"));
        }
        return to(primary.get(), command, /* asking= */ false, 0).recover(failure -> {
            topologies.suspect();
            NodeFailure why = (NodeFailure) failure;
            return retries.pause(
                            why,
                            primary.get().address(),
                            retried + 1,
                            beganNanos,
                            primary.get().downFor())
                    .map(pause -> vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                            .compose(waited -> attempt(slot, command, retried + 1, beganNanos)))
                    .orElseGet(() -> Future.failedFuture(why));
        });
    }

    private Future<Answer> to(NodeLink link, Request command, boolean asking, int redirected) {
        Future<Response> sent = asking ? link.sendAsking(command, bound) : link.send(command, bound);
        return sent.map(response -> new Answer(response, link.address())).recover(failure -> {
            NodeFailure why = (NodeFailure) failure;
            return redirections
                    .follow(why, link.address())
                    .filter(named -> redirected < Redirections.MOST)
                    .map(named -> to(named, command, why.kind() == Kind.ASK, redirected + 1))
                    .orElseGet(() -> Future.failedFuture(why));
        });
    }
}
