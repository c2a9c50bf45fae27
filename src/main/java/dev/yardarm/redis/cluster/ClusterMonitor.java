package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.ClusterState.Condition;
import dev.yardarm.redis.cluster.ClusterState.NodeState;
import dev.yardarm.redis.cluster.ClusterState.PrimaryLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a cluster for the whole process, by a link of its own to each node: what each says of itself, how far replicas are
 * behind, who was promoted. Nothing that answers reads depends on it.
 *
 * <p>Belongs to one event loop.
 */
public final class ClusterMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMonitor.class);

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration BEAT_EVERY = Duration.ofMillis(250);
    private static final Duration BOUND = Duration.ofMillis(300);

    private final Vertx vertx;
    private final Members members;
    private final ReplicationLag lag;
    private final ClusterObserver observer;
    private final Map<HostPort, NodeWord> words = new HashMap<>();
    private final Promotions promotions = new Promotions();
    private final LagLog lagLog = new LagLog();
    private final Map<String, Long> promotedNanos = new HashMap<>();

    private ClusterTopology known = ClusterTopology.UNKNOWN;
    private boolean wasOk;
    private long askTimer;
    private long beatTimer;

    /** @param context the event loop it belongs to */
    public ClusterMonitor(
            Vertx vertx, Context context, RedisAccess access, LinkObserver links, ClusterObserver observer) {
        this.vertx = vertx;
        this.observer = observer;
        this.members = new Members(
                vertx,
                context,
                access,
                CommandRouter.pace(access.endpoint().current().timeouts()),
                links,
                TopologyObserver.NONE);
        this.lag = new ReplicationLag(vertx, members.links());
        members.onChange(this::changed);
    }

    /** Begins; does not wait for anything. */
    public void open() {
        members.open();
        askTimer = vertx.setPeriodic(EVERY.toMillis(), tick -> askAll());
        beatTimer = vertx.setPeriodic(BEAT_EVERY.toMillis(), tick -> beat());
    }

    public Future<Void> close() {
        vertx.cancelTimer(askTimer);
        vertx.cancelTimer(beatTimer);
        return members.close();
    }

    private void changed() {
        ClusterTopology now = members.topologies().current();
        if (!now.equals(known)) {
            promotions.in(now).forEach(this::promoted);
            promotedNanos.keySet().retainAll(now.primaryIds());
            known = now;
            lag.follow(now);
        }
        forget();
        members.links().ready().stream().filter(this::isUnheard).forEach(this::ask);
        report();
    }

    private void promoted(Promotion promotion) {
        LOG.atWarn()
                .addKeyValue("node_id", promotion.primary().address())
                .addKeyValue("former_primary", promotion.former().address())
                .addKeyValue("zone", promotion.primary().zone().orElse("unknown"))
                .addKeyValue("slots", promotion.slots())
                .log("Replica promoted to primary");
        promotedNanos.put(promotion.primary().id(), System.nanoTime());
        observer.failedOver(promotion);
    }

    private void askAll() {
        forget();
        members.links().ready().forEach(this::ask);
        report();
    }

    /** What a node said before it went away says nothing of it, save that it loads, which is why it goes. */
    private void forget() {
        words.entrySet().removeIf(entry -> {
            Optional<NodeLink> link = members.links().find(entry.getKey());
            return link.isEmpty() || (!link.get().isReady() && !entry.getValue().isLoading());
        });
    }

    private boolean isUnheard(NodeLink link) {
        NodeWord word = words.get(link.address());
        return word == null || word.isLoading();
    }

    private void ask(NodeLink link) {
        Future<Response> cluster = link.send(Request.cmd(Command.CLUSTER).arg("INFO"), BOUND);
        Future<Response> replication = link.send(Request.cmd(Command.INFO).arg("replication"), BOUND);
        Future<Response> memory = link.send(Request.cmd(Command.INFO).arg("memory"), BOUND);
        // A failure says something of the node too.
        Future<Void> unused = Future.join(cluster, replication, memory).transform(ended -> {
            if (link.isReady()) {
                words.put(link.address(), NodeWord.of(cluster, replication, memory));
                report();
            }
            return Future.succeededFuture();
        });
    }

    private void beat() {
        for (Shard shard : known.shards()) {
            // A failure shows in the state of the link, and in the lag.
            Future<Void> unused = lag.beat(shard).onSuccess(taken -> reconnected(shard.primary()));
        }
    }

    private void reconnected(ClusterNode primary) {
        Long since = promotedNanos.remove(primary.id());
        if (since != null) {
            LOG.atInfo()
                    .addKeyValue("node_id", primary.address())
                    .addKeyValue(
                            "after_ms",
                            Duration.ofNanos(System.nanoTime() - since).toMillis())
                    .log("Redis reconnected to new primary");
        }
    }

    private void report() {
        ClusterState state = new ClusterState(isOk(), nodes());
        if (state.ok() && !wasOk) {
            LOG.atInfo()
                    .addKeyValue("nodes", state.nodes().size())
                    .addKeyValue("shards", known.shards().size())
                    .log("Connected to Redis Cluster");
        } else if (!state.ok() && wasOk) {
            LOG.atWarn()
                    .addKeyValue("nodes", state.nodes().size())
                    .addKeyValue(
                            "nodes_up",
                            state.nodes().stream().filter(NodeState::isUp).count())
                    .log("Redis Cluster is not in order");
        }
        wasOk = state.ok();
        lagLog.seen(state);
        observer.seen(state);
    }

    private boolean isOk() {
        List<NodeLink> ready = members.links().ready();
        long inOrder = ready.stream()
                .map(link -> words.get(link.address()))
                .filter(word -> word != null && word.inOrder())
                .count();
        return !known.shards().isEmpty()
                && known.isWhole()
                && known.shards().stream().allMatch(shard -> condition(shard.primary()) == Condition.UP)
                && inOrder * 2 > ready.size();
    }

    private Condition condition(ClusterNode node) {
        NodeWord word = words.get(node.address());
        if (word == null) {
            return Condition.DOWN;
        }
        if (word.isLoading()) {
            return Condition.LOADING;
        }
        return members.links().find(node.address()).filter(NodeLink::isReady).isPresent()
                ? Condition.UP
                : Condition.DOWN;
    }

    private Optional<PrimaryLink> toPrimary(ClusterNode node) {
        NodeWord word = words.get(node.address());
        return word == null || node.role() == NodeRole.PRIMARY ? Optional.empty() : word.toPrimary();
    }

    private List<NodeState> nodes() {
        Map<String, List<Shard.SlotRange>> slots = new HashMap<>();
        known.shards().forEach(shard -> shard.nodes().forEach(node -> slots.put(node.id(), shard.slots())));
        List<NodeState> nodes = new ArrayList<>();
        for (ClusterNode node : known.nodes()) {
            nodes.add(new NodeState(
                    node,
                    condition(node),
                    slots.getOrDefault(node.id(), List.of()),
                    toPrimary(node),
                    lag.of(node),
                    Optional.ofNullable(words.get(node.address())).flatMap(NodeWord::memory)));
        }
        return nodes;
    }
}
