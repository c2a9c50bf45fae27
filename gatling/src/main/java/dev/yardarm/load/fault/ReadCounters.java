package dev.yardarm.load.fault;

import dev.yardarm.load.fault.RedisNode.State;
import dev.yardarm.load.gateway.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many reads each node of the flags' shard has executed, by its own count ({@code INFO commandstats}). */
public record ReadCounters(Map<RedisNode, Long> calls, Set<RedisNode> replicas) {
    private static final List<String> READS = List.of("hmget", "hgetall", "hget");

    /** As they are now, with the roles of now. */
    public static ReadCounters of(FlagCluster cluster) {
        Map<RedisNode, Long> calls = new LinkedHashMap<>();
        cluster.shard().forEach(node -> calls.put(node, calls(node.info("commandstats"))));
        return new ReadCounters(
                calls,
                Set.copyOf(cluster.shard().stream()
                        .filter(node -> node.state() == State.REPLICA)
                        .toList()));
    }

    /**
     * What has been read since an earlier time.
     *
     * @throws Refusal if the counters do not tell: a node was started anew or had its statistics reset, or a replica took over
     */
    public ReadCounters since(ReadCounters earlier) {
        if (!replicas.equals(earlier.replicas)) {
            throw new Refusal("the shard's replicas were %s, and are %s".formatted(earlier.replicas, replicas));
        }
        Map<RedisNode, Long> more = new LinkedHashMap<>();
        calls.forEach((node, count) -> {
            long before = earlier.calls.getOrDefault(node, 0L);
            if (count < before) {
                throw new Refusal("%s counts anew: it had %d reads, and has %d".formatted(node, before, count));
            }
            more.put(node, count - before);
        });
        return new ReadCounters(more, replicas);
    }

    public long onReplicas() {
        return replicas.stream().mapToLong(calls::get).sum();
    }

    public long total() {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    static long calls(String commandStats) {
        return commandStats
                .lines()
                .filter(line -> READS.stream().anyMatch(read -> line.startsWith("cmdstat_" + read + ":")))
                .mapToLong(line -> Long.parseLong(line.replaceAll("^[^:]*:calls=(\\d+).*", "$1")))
                .sum();
    }
}
