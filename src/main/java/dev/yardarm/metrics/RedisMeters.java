package dev.yardarm.metrics;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.LinkObserver;
import dev.yardarm.redis.cluster.NodeFailure;
import dev.yardarm.redis.cluster.NodeRole;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Counts connections and commands by node. */
public final class RedisMeters implements LinkObserver {
    /** What is refused for want of rights is refused until somebody sets it right, and told only when it is sent again. */
    private static final Duration REFUSAL_COUNTS = Duration.ofMinutes(5);

    private final MeterRegistry registry;
    private final boolean cluster;
    private final ConcurrentMap<HostPort, NodeMeters> nodes = new ConcurrentHashMap<>();
    /** How many links there are to each. */
    private final ConcurrentMap<HostPort, Integer> links = new ConcurrentHashMap<>();

    private volatile long refusedNanos = System.nanoTime() - REFUSAL_COUNTS.toNanos();

    /** @param cluster whether somebody else shows which nodes are up, with their roles and zones */
    public RedisMeters(MeterRegistry registry, boolean cluster) {
        this.registry = registry;
        this.cluster = cluster;
    }

    /**
     * Shows whether a Redis can be used.
     *
     * @param cache which of the gateway's
     * @param available may be called on any thread
     */
    public static void showAvailability(MeterRegistry registry, String cache, BooleanSupplier available) {
        Gauge.builder("redis.available", () -> available.getAsBoolean() ? 1 : 0)
                .description(
                        "1 if commands are answered: connected, breaker closed, and none refused for want of rights")
                .tag("cache", cache)
                .register(registry);
    }

    /** Connections of this process that are ready, by node, of all nodes that there are links to. */
    public Map<HostPort, Integer> connections() {
        Map<HostPort, Integer> connections = new TreeMap<>(Comparator.comparing(HostPort::toString));
        nodes.forEach((node, meters) -> connections.put(node, meters.connections.get()));
        return connections;
    }

    /** Whether one of them is ready. */
    public boolean isConnected() {
        return nodes.values().stream().anyMatch(meters -> meters.connections.get() > 0);
    }

    /** Whether no command has been refused within five minutes for something that lasts. */
    public boolean isAllowed() {
        return System.nanoTime() - refusedNanos >= REFUSAL_COUNTS.toNanos();
    }

    @Override
    public void connected(HostPort node, Duration after) {
        of(node).connections.incrementAndGet();
    }

    @Override
    public void disconnected(HostPort node, String why) {
        of(node).connections.decrementAndGet();
        of(node).errors.increment();
    }

    @Override
    public void closed(HostPort node) {
        of(node).connections.decrementAndGet();
    }

    @Override
    public void opened(HostPort node) {
        links.merge(node, 1, Integer::sum);
    }

    /** With the last link to it the node is forgotten, so that those replaced do not pile up. */
    @Override
    public void ended(HostPort node) {
        links.computeIfPresent(node, (same, left) -> {
            if (left > 1) {
                return left - 1;
            }
            NodeMeters gone = nodes.remove(node);
            if (gone != null) {
                gone.all.forEach(registry::remove);
            }
            return null;
        });
    }

    @Override
    public void connectionFailed(HostPort node, NodeFailure.Kind kind, String why) {
        of(node).errors.increment();
    }

    @Override
    public void answering(HostPort node, boolean inTime) {
        // A connection that is silent is one all the same; the commands that time out are counted.
    }

    @Override
    public void refused(HostPort node, NodeFailure.Kind kind, String why) {
        // Counted among the commands that ended with an error. In a cluster it is followed where a key has moved.
        if (kind != NodeFailure.Kind.MOVED || !cluster) {
            refusedNanos = System.nanoTime();
        }
    }

    @Override
    public void commandsEnded(HostPort node, NodeRole role, CommandResult result, int commands) {
        of(node).commands(role, result).increment(commands);
    }

    @Override
    public void readAnswered(HostPort node, boolean fresh) {
        NodeMeters meters = of(node);
        (fresh ? meters.hits : meters.misses).increment();
    }

    private NodeMeters of(HostPort node) {
        // Looked up before it is made, since computeIfAbsent may lock.
        NodeMeters known = nodes.get(node);
        return known != null ? known : nodes.computeIfAbsent(node, first -> new NodeMeters(registry, first, cluster));
    }

    private static final class NodeMeters {
        private final AtomicInteger connections = new AtomicInteger();
        private final Counter errors;
        private final Counter hits;
        private final Counter misses;
        private final List<Meter> all = new ArrayList<>();
        private final Map<NodeRole, Map<CommandResult, Counter>> commands = new EnumMap<>(NodeRole.class);

        private NodeMeters(MeterRegistry registry, HostPort node, boolean cluster) {
            Tags tags = Tags.of("node", node.toString());
            all.add(Gauge.builder("redis.connections.active", connections, AtomicInteger::get)
                    .description("Connections of this process that are ready for commands")
                    .tags(tags)
                    .register(registry));
            if (!cluster) {
                all.add(Gauge.builder("redis.node.up", connections, open -> open.get() > 0 ? 1 : 0)
                        .description("1 if this process has a connection to the node that is ready for commands")
                        .tags(tags.and("role", NodeRole.PRIMARY.label(), "zone", "unknown"))
                        .register(registry));
            }
            errors = Counter.builder("redis.connection.errors")
                    .description("Failed attempts to connect, and connections lost")
                    .tags(tags)
                    .register(registry);
            all.add(errors);
            hits = reads(registry, tags, "hit");
            misses = reads(registry, tags, "miss");
            for (NodeRole role : NodeRole.values()) {
                Map<CommandResult, Counter> byResult = new EnumMap<>(CommandResult.class);
                for (CommandResult result : CommandResult.values()) {
                    byResult.put(
                            result,
                            Counter.builder("redis.commands")
                                    .description("Commands sent, by how they ended")
                                    .tags(tags.and(
                                            "role",
                                            role.label(),
                                            "result",
                                            result.name().toLowerCase(Locale.ROOT)))
                                    .register(registry));
                }
                commands.put(role, byResult);
                all.addAll(byResult.values());
            }
        }

        private Counter reads(MeterRegistry registry, Tags node, String result) {
            Counter reads = Counter.builder("redis.reads")
                    .description("Commands that read, by whether the node had what was asked for")
                    .tags(node.and("result", result))
                    .register(registry);
            all.add(reads);
            return reads;
        }

        private Counter commands(NodeRole role, CommandResult result) {
            return Objects.requireNonNull(
                    Objects.requireNonNull(commands.get(role), "every role").get(result), "every result");
        }
    }
}
