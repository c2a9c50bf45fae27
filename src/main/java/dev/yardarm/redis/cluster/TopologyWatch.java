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
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Learns the topology, and keeps the last good one.
 *
 * <p>Every second two nodes that answer, drawn at random, are asked; ten times a second while a shard has no primary that
 * can be reached; and at once when something does not fit, though never more often than every {@link #LEAST_PAUSE}. Each
 * answer counts as soon as it is there, so one that hangs keeps nobody waiting.
 *
 * <p>With no node that answers, the seeds are asked, side by side, and their names are resolved again for it. The first good
 * answer wins, unless a node has answered meanwhile; while there is none, the pauses grow. After some time with nobody to ask
 * the endpoint is told that nothing can be reached.
 *
 * <p>What is believed of all that is heard, {@link KnownTopology} says. What a seed says of a cluster without any node that is
 * known is of another cluster, and is believed at once: epochs of two clusters cannot be compared.
 */
final class TopologyWatch implements Topologies {
    private static final long TICK_MILLIS = 50;
    private static final Duration LEAST_PAUSE = Duration.ofMillis(50);
    private static final Duration WOUNDED_PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Longer than any promotion should take; a shard that is lost for good need not be asked after so often. */
    private static final Duration WOUNDED_FOR = Duration.ofMinutes(2);

    private static final Duration FIRST_SEEDS_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_SEEDS_PAUSE = Duration.ofSeconds(2);

    /** Of a longer list others are drawn each time. Enough for one that answers, and no burst where all begin at once. */
    private static final int SEEDS_AT_ONCE = 3;

    /** Long enough for a moment's trouble to pass. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(3);

    private static final Duration ANSWER_WITHIN = Duration.ofMillis(300);
    private static final int ASKED = 2;

    private final Vertx vertx;
    private final RedisAccess access;
    private final NodeLinks links;
    private final TopologyObserver observer;
    private final Runnable onChange;

    private final KnownTopology known = new KnownTopology(System::nanoTime);
    private final Backoff seedsBackoff = new Backoff(
            FIRST_SEEDS_PAUSE,
            LONGEST_SEEDS_PAUSE,
            () -> ThreadLocalRandom.current().nextDouble());

    private RedisConfig config;
    private long timer;
    private boolean askingNodes;
    private boolean askingSeeds;
    private boolean nodeAnswered;
    private boolean suspected = true;
    private boolean closed;
    private long askedNanos = System.nanoTime() - PAUSE.toNanos();
    private long seedsDueNanos = System.nanoTime();
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
        return known.current();
    }

    @Override
    public void suspect() {
        suspected = true;
    }

    private void tick() {
        if (!config.equals(access.endpoint().current())) {
            follow(access.endpoint().current());
        }
        if (!askingNodes && isDue()) {
            ask();
        }
    }

    /** New credentials count from the next connection on; a new address is another cluster. */
    private void follow(RedisConfig changed) {
        boolean elsewhere = !config.seeds().equals(changed.seeds()) || config.tls() != changed.tls();
        config = changed;
        seedsBackoff.reset();
        seedsDueNanos = System.nanoTime();
        if (elsewhere) {
            suspected = true;
            forget();
        }
    }

    private void forget() {
        known.forget();
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
        return current().shards().isEmpty()
                || current().shards().stream()
                        .anyMatch(shard -> links.find(shard.primary().address())
                                .filter(NodeLink::isReady)
                                .isEmpty());
    }

    private void ask() {
        suspected = false;
        askedNanos = System.nanoTime();
        RedisConfig by = config;
        List<NodeLink> nodes = drawn(links.ready(), ASKED);
        if (nodes.isEmpty()) {
            nobodyAnswers(by);
            return;
        }
        askingNodes = true;
        List<Future<ClusterTopology>> reports = nodes.stream()
                .map(link -> report(link.address(), command -> link.send(command, ANSWER_WITHIN))
                        .onSuccess(heard -> nodeAnswered(by, heard)))
                .toList();
        Future.any(reports).onComplete(first -> askingNodes = false).onFailure(nobody -> nobodyAnswers(by));
    }

    private void nodeAnswered(RedisConfig by, ClusterTopology heard) {
        nodeAnswered = true;
        seedsBackoff.reset();
        learn(by, heard);
    }

    private void nobodyAnswers(RedisConfig by) {
        if (known.sinceConfirmed().compareTo(LOST_AFTER) >= 0) {
            access.endpoint().unreachable(by);
        }
        // There may be none, while only a secret can name them.
        boolean canAsk = !closed && !askingSeeds && !config.seeds().isEmpty();
        if (canAsk && System.nanoTime() - seedsDueNanos >= 0) {
            askSeeds(config);
        }
    }

    private void askSeeds(RedisConfig by) {
        askingSeeds = true;
        nodeAnswered = false;
        List<Future<ClusterTopology>> reports =
                drawnSeeds(by).stream().map(seed -> askSeed(by, seed)).toList();
        Future.any(reports).onSuccess(first -> seedsAnswered(by, reports)).onComplete(ended -> {
            askingSeeds = false;
            if (!isOver(by)) {
                seedsDueNanos = System.nanoTime() + seedsBackoff.pause().toNanos();
            }
        });
    }

    /** By the first; the others end within their bounds, and nobody listens. */
    private void seedsAnswered(RedisConfig by, List<Future<ClusterTopology>> reports) {
        seedsBackoff.reset();
        if (!nodeAnswered) {
            reports.stream()
                    .filter(Future::succeeded)
                    .map(Future::result)
                    .findFirst()
                    .ifPresent(heard -> {
                        forgetIfOther(by, heard);
                        learn(by, heard);
                    });
        }
    }

    private void forgetIfOther(RedisConfig by, ClusterTopology heard) {
        if (!isOver(by) && !current().nodes().isEmpty() && !current().sharesNodesWith(heard)) {
            forget();
        }
    }

    /** Whether what was asked for by a configuration is of no use any more: the cluster that it names may be another one. */
    private boolean isOver(RedisConfig by) {
        return closed || !by.equals(config);
    }

    private static <T> List<T> drawn(List<T> all, int most) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled);
        return shuffled.subList(0, Math.min(most, shuffled.size()));
    }

    /** A name may stand for several nodes, another one each time it is resolved, so a short list is gone through again. */
    private static List<HostPort> drawnSeeds(RedisConfig by) {
        List<HostPort> seeds = drawn(by.seeds(), SEEDS_AT_ONCE);
        return IntStream.range(0, SEEDS_AT_ONCE)
                .mapToObj(i -> seeds.get(i % seeds.size()))
                .toList();
    }

    /** By a connection for this question alone. */
    private Future<ClusterTopology> askSeed(RedisConfig by, HostPort seed) {
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
        boolean changed = known.hear(learnt);
        links.follow(current());
        if (changed) {
            observer.learnt(current());
            onChange.run();
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
