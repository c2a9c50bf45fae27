package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Learns the topology, and keeps the last good one.
 *
 * <p>Every second two nodes that answer, drawn at random, are asked; ten times a second while a shard has no primary that
 * can be reached; and at once when something does not fit, though never more often than every {@link #LEAST_PAUSE}. With no
 * node to ask, the seeds are, and their names are resolved again for it; with no seed to ask either for some time, the endpoint
 * is told that nothing can be reached.
 *
 * <p>Of two reports the one with the later epoch is believed, and one that is older than what is known only after nothing
 * else was heard for {@link #OLDER_AFTER}: a primary that was cut off and replaced goes on telling its own truth until it is
 * told better. What a seed says of a cluster without any node that is known is of another cluster, and is believed at once:
 * epochs of two clusters cannot be compared.
 */
final class TopologyWatch implements Topologies {
    private static final long TICK_MILLIS = 50;
    private static final Duration LEAST_PAUSE = Duration.ofMillis(50);
    private static final Duration WOUNDED_PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Longer than any promotion should take; a shard that is lost for good need not be asked after so often. */
    private static final Duration WOUNDED_FOR = Duration.ofMinutes(2);

    private static final Duration SEEDS_PAUSE = Duration.ofMillis(500);
    private static final Duration OLDER_AFTER = Duration.ofSeconds(10);

    /** Long enough for a moment's trouble to pass. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(3);

    private static final Duration ANSWER_WITHIN = Duration.ofMillis(300);
    private static final int ASKED = 2;

    private final Vertx vertx;
    private final RedisAccess access;
    private final NodeLinks links;
    private final TopologyObserver observer;
    private final Runnable onChange;

    private ClusterTopology current = ClusterTopology.UNKNOWN;
    private RedisConfig config;
    private long timer;
    private boolean asking;
    private boolean suspected = true;
    private boolean closed;
    private long askedNanos = System.nanoTime() - PAUSE.toNanos();
    private long seedsAskedNanos = askedNanos;
    private long confirmedNanos = askedNanos;
    private long wholeNanos = askedNanos;

    /** @param onChange is called each time another topology has been learnt */
    TopologyWatch(Vertx vertx, RedisAccess access, NodeLinks links, TopologyObserver observer, Runnable onChange) {
        this.vertx = vertx;
        this.access = access;
        this.links = links;
        this.observer = observer;
        this.onChange = onChange;
        this.config = access.endpoint().current();
    }

    @Override
    public void open() {
        timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
        tick();
    }

    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }

    @Override
    public ClusterTopology current() {
        return current;
    }

    @Override
    public void suspect() {
        suspected = true;
    }

    private void tick() {
        if (!config.equals(access.endpoint().current())) {
            follow(access.endpoint().current());
        }
        if (!asking && isDue()) {
            ask();
        }
    }

    /** New credentials count from the next connection on; a new address is another cluster. */
    private void follow(RedisConfig changed) {
        boolean elsewhere = !config.seeds().equals(changed.seeds()) || config.tls() != changed.tls();
        config = changed;
        if (elsewhere) {
            suspected = true;
            forget();
        }
    }

    private void forget() {
        current = ClusterTopology.UNKNOWN;
        // There is nothing to do once they are closed.
        Future<Void> unused = links.close();
        onChange.run();
    }

    private boolean isDue() {
        Duration since = since(askedNanos);
        if (isWounded()) {
            suspected |= since(wholeNanos).compareTo(WOUNDED_FOR) < 0 && since.compareTo(WOUNDED_PAUSE) >= 0;
        } else {
            wholeNanos = System.nanoTime();
        }
        return since.compareTo(PAUSE) >= 0 || (suspected && since.compareTo(LEAST_PAUSE) >= 0);
    }

    private boolean isWounded() {
        return current.shards().isEmpty()
                || current.shards().stream()
                        .anyMatch(shard -> links.find(shard.primary().address())
                                .filter(NodeLink::isReady)
                                .isEmpty());
    }

    private void ask() {
        asking = true;
        suspected = false;
        askedNanos = System.nanoTime();
        RedisConfig by = config;
        askNodes()
                .recover(nobody -> askSeeds().onSuccess(heard -> forgetIfOther(by, heard)))
                .onSuccess(heard -> learn(by, heard))
                .onFailure(nobody -> {
                    if (since(confirmedNanos).compareTo(LOST_AFTER) >= 0) {
                        access.endpoint().unreachable(by);
                    }
                })
                .onComplete(done -> asking = false);
    }

    private void forgetIfOther(RedisConfig by, ClusterTopology heard) {
        if (!isOver(by) && !current.nodes().isEmpty() && !current.sharesNodesWith(heard)) {
            forget();
        }
    }

    /** Whether what was asked for by a configuration is of no use any more: the cluster that it names may be another one. */
    private boolean isOver(RedisConfig by) {
        return closed || !by.equals(config);
    }

    /** Fails if none of them answers. */
    private Future<ClusterTopology> askNodes() {
        List<NodeLink> ready = new ArrayList<>(links.ready());
        Collections.shuffle(ready);
        List<Future<ClusterTopology>> reports = ready.stream()
                .limit(ASKED)
                .map(link -> report(link.address(), command -> link.send(command, ANSWER_WITHIN)))
                .toList();
        return Future.join(reports)
                .transform(ended -> reports.stream()
                        .filter(Future::succeeded)
                        .map(Future::result)
                        .max(Comparator.comparing(ClusterTopology::epoch))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(
                                new NodeFailure(NodeFailure.Kind.DISCONNECTED, "no node answers"))));
    }

    private Future<ClusterTopology> askSeeds() {
        if (closed || since(seedsAskedNanos).compareTo(SEEDS_PAUSE) < 0) {
            return Future.failedFuture(new NodeFailure(NodeFailure.Kind.DISCONNECTED, "no node answers"));
        }
        seedsAskedNanos = System.nanoTime();
        List<HostPort> seeds = new ArrayList<>(config.seeds());
        Collections.shuffle(seeds);
        Future<ClusterTopology> answer =
                Future.failedFuture(new NodeFailure(NodeFailure.Kind.DISCONNECTED, "there is no seed"));
        for (HostPort seed : seeds) {
            answer = answer.recover(before -> askSeed(seed));
        }
        return answer;
    }

    /** By a connection for this question alone. */
    private Future<ClusterTopology> askSeed(HostPort seed) {
        RedisConfig by = config;
        return NodeConnection.open(vertx, by, seed, /* readonly= */ false)
                .compose(connection -> report(seed, connection::send)
                        .timeout(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                        .eventually(connection::close))
                .onSuccess(heard -> observer.seedAnswered(seed))
                .recover(failure -> {
                    NodeFailure why = NodeFailure.of(failure);
                    observer.seedFailed(seed, why);
                    if (why.kind() == NodeFailure.Kind.WRONGPASS || why.kind() == NodeFailure.Kind.NOAUTH) {
                        access.endpoint().refused(by);
                    }
                    return Future.failedFuture(why);
                });
    }

    private Future<ClusterTopology> report(HostPort asked, Function<Request, Future<Response>> send) {
        Future<Response> nodes = send.apply(Request.cmd(Command.CLUSTER).arg("NODES"));
        Future<Response> slots = send.apply(Request.cmd(Command.CLUSTER).arg("SLOTS"));
        return Future.all(nodes, slots)
                .map(both -> ClusterReport.topology(asked, access.addresses(), nodes.result(), slots.result()))
                .compose(topology -> topology.shards().isEmpty()
                        ? Future.failedFuture(
                                new NodeFailure(NodeFailure.Kind.CLUSTERDOWN, "the node knows of no slots"))
                        : Future.succeededFuture(topology));
    }

    private void learn(RedisConfig by, ClusterTopology learnt) {
        if (isOver(by)) {
            return;
        }
        boolean older = learnt.epoch() < current.epoch();
        if (older && since(confirmedNanos).compareTo(OLDER_AFTER) < 0) {
            return;
        }
        confirmedNanos = System.nanoTime();
        boolean changed = !learnt.equals(current);
        current = learnt;
        links.follow(learnt);
        if (changed) {
            observer.learnt(learnt);
            onChange.run();
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
