package dev.yardarm.redis.cluster;

import dev.yardarm.config.RedisClusterConfig.Reads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * In which order the nodes of a shard are asked for a read.
 *
 * <p>Those that are preferred take turns, so that each gets as many reads as the others. Nodes that cannot be trusted with an
 * answer, since they fall behind or the cluster takes them for failed, come last: they are better than none.
 */
final class ReadOrder {
    /** Between zones of a region lie several tenths of a millisecond; less is no reason to prefer a node. */
    private static final long NEAR_NANOS = 250_000;

    private final Reads reads;
    private final Optional<String> zone;
    private final Function<ClusterNode, Optional<NodeLink>> links;

    /** @param zone the gateway's own, if it is known */
    ReadOrder(Reads reads, Optional<String> zone, Function<ClusterNode, Optional<NodeLink>> links) {
        this.reads = reads;
        this.zone = zone;
        this.links = links;
    }

    /** A node with the link to it. */
    private record Candidate(ClusterNode node, NodeLink link) {}

    /** The nodes that can be asked, the best first. */
    List<NodeLink> of(Shard shard, int turn) {
        long now = System.nanoTime();
        List<Candidate> preferred = new ArrayList<>();
        List<Candidate> spare = new ArrayList<>();
        List<Candidate> last = new ArrayList<>();
        for (Candidate candidate : ready(shard)) {
            if (candidate.node().failing() || candidate.link().freshness().isBehind(now)) {
                last.add(candidate);
            } else if (isPreferred(candidate.node())) {
                preferred.add(candidate);
            } else {
                spare.add(candidate);
            }
        }
        List<NodeLink> order = new ArrayList<>();
        for (List<Candidate> group : List.of(preferred, spare, last)) {
            nearestFirst(group, turn).forEach(candidate -> order.add(candidate.link()));
        }
        return order;
    }

    private boolean isPreferred(ClusterNode node) {
        return switch (reads) {
            case REPLICA -> node.role() == NodeRole.REPLICA;
            case PRIMARY -> node.role() == NodeRole.PRIMARY;
            case ANY -> true;
        };
    }

    private List<Candidate> ready(Shard shard) {
        List<Candidate> ready = new ArrayList<>();
        for (ClusterNode node : shard.nodes()) {
            links.apply(node).filter(NodeLink::isReady).ifPresent(link -> ready.add(new Candidate(node, link)));
        }
        return ready;
    }

    /** The own zone, then what is near, then the rest; taking turns within each. */
    private List<Candidate> nearestFirst(List<Candidate> group, int turn) {
        if (group.size() < 2) {
            return group;
        }
        long least = group.stream()
                .map(candidate -> candidate.link().roundTrip())
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min()
                .orElse(0);
        List<Candidate> sorted = new ArrayList<>(group);
        Collections.rotate(sorted, turn);
        sorted.sort(Comparator.comparingInt(candidate -> distance(candidate, least)));
        return sorted;
    }

    private int distance(Candidate candidate, long leastNanos) {
        if (zone.isPresent() && zone.equals(candidate.node().zone())) {
            return 0;
        }
        return candidate.link().roundTrip().orElse(leastNanos) <= leastNanos + leastNanos / 2 + NEAR_NANOS ? 1 : 2;
    }
}
