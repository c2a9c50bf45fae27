package dev.yardarm.redis.cluster;

import dev.yardarm.config.RedisConfig.Timeouts;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds an answer to a read among the nodes of its slot: what a {@link RoutedRead} needs to know on its way.
 *
 * <p>The nodes of a shard are put in order once in a turn of the event loop, so all reads of the turn go to the same node and
 * leave in one write; the next turn begins with another node.
 */
final class ReadRouter {
    /** Of all reads; more would make a slow cluster slower. */
    private static final double HEDGED_SHARE = 0.05;

    /** The reads of a moment in which a node stands still. */
    private static final double HEDGED_AT_ONCE = 50;

    private static final Plan UNHELD = new Plan(
            List.of(), null, Duration.ZERO, new NodeFailure(Kind.DISCONNECTED, "nobody is known to hold the slot"));

    private final Vertx vertx;
    private final Context context;
    private final Timeouts timeouts;
    private final NodeLinks links;
    private final Topologies topologies;
    private final ReadOrder order;
    private final Retries retries;
    private final Redirections redirections;
    private final Allowance hedges = new Allowance(HEDGED_SHARE, HEDGED_AT_ONCE);

    private final Map<Shard, Plan> plans = new HashMap<>();
    private int turn;

    ReadRouter(
            Vertx vertx,
            Context context,
            RedisAccess access,
            NodeLinks links,
            Topologies topologies,
            Retries retries,
            Redirections redirections) {
        this.vertx = vertx;
        this.context = context;
        this.timeouts = access.endpoint().current().timeouts();
        this.links = links;
        this.topologies = topologies;
        this.order = new ReadOrder(access.reads(), access.zone(), node -> links.find(node.address()));
        this.retries = retries;
        this.redirections = redirections;
    }

    /**
     * Whom to ask.
     *
     * @param order who could be asked when the plan was made, the best first
     * @param primary whose word is the last
     * @param awayFor how long there has been nobody to ask; zero if there is somebody
     * @param nobody why there is nobody to ask, for when that is so
     */
    record Plan(List<NodeLink> order, @Nullable NodeLink primary, Duration awayFor, NodeFailure nobody) {
        boolean hasReady(int from) {
            return order.subList(Math.min(from, order.size()), order.size()).stream()
                    .anyMatch(NodeLink::isReady);
        }
    }

    /** See {@link RoutedRead}. Fails with {@link NodeFailure}. */
    Future<Answer> read(Slot slot, Request command, Predicate<@Nullable Response> fresh, boolean whole) {
        hedges.earn();
        retries.earn();
        return new RoutedRead(this, command, slot, fresh, whole, /* patient= */ true).begin();
    }

    /** A read that ends when everybody has been asked once. Fails with {@link NodeFailure}. */
    Future<Answer> probe(Slot slot, Request command) {
        return new RoutedRead(this, command, slot, any -> true, /* whole= */ false, /* patient= */ false).begin();
    }

    Plan plan(Slot slot) {
        if (plans.isEmpty()) {
            context.runOnContext(end -> {
                plans.clear();
                turn++;
            });
        }
        return topologies
                .current()
                .shardOf(slot)
                .map(shard -> plans.computeIfAbsent(shard, this::plan))
                .orElse(UNHELD);
    }

    private Plan plan(Shard shard) {
        List<NodeLink> candidates = order.of(shard, turn);
        NodeLink primary = links.find(shard.primary().address()).orElse(null);
        List<NodeLink> all = shard.nodes().stream()
                .flatMap(node -> links.find(node.address()).stream())
                .toList();
        Duration awayFor =
                all.stream().map(NodeLink::downFor).min(Duration::compareTo).orElse(Duration.ZERO);
        // A node that is silent may be so for long, which is not worth a wait, as one for a lost connection is.
        NodeFailure nobody = all.stream()
                .map(NodeLink::notReady)
                .filter(failure -> failure.kind() == Kind.TIMEOUT)
                .findFirst()
                .orElse(new NodeFailure(Kind.DISCONNECTED, "no node of the shard can be reached"));
        return new Plan(candidates, primary, awayFor, nobody);
    }

    Retries retries() {
        return retries;
    }

    Redirections redirections() {
        return redirections;
    }

    Allowance hedges() {
        return hedges;
    }

    Duration attempt() {
        return timeouts.attempt();
    }

    /** With somebody else to ask, half of the budget is theirs; and never more than is left of it. */
    Duration wholeBound(Plan plan, long beganNanos) {
        Duration most = plan.order().size() > 1 ? timeouts.budget().dividedBy(2) : timeouts.budget();
        Duration left = timeouts.budget().minusNanos(System.nanoTime() - beganNanos);
        return most.compareTo(left) < 0 ? most : left;
    }

    /** Whether an attempt that takes as long as it may ends within the budget. */
    boolean hasTimeForAnother(long beganNanos) {
        return System.nanoTime() - beganNanos + timeouts.attempt().toNanos()
                <= timeouts.budget().toNanos();
    }

    void after(Duration pause, Runnable due) {
        // Nothing is waited for: whoever asked has a promise of an answer.
        Future<Void> unused =
                vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS).onSuccess(now -> due.run());
    }
}
