package dev.yardarm.load;

import dev.yardarm.load.fault.FlagCluster;
import dev.yardarm.load.fault.ReadCounters;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.run.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Who executes the reads of a cluster, by the servers' own count: its replicas, or its primaries? */
public final class ReplicaReadSimulation extends LoadSimulation {
    /** With more of them others read too, and theirs are counted as well. A second node is asked where one is slow. */
    private static final int MOST_COMMANDS_OF_A_READ = 2;

    private final FlagCluster cluster = subject.cluster().orElseThrow();
    private volatile ReadCounters before = new ReadCounters(Map.of(), Set.of());
    private volatile ReadCounters during = before;

    public ReplicaReadSimulation() {
        super(Scenario.REPLICA_READ);
        load(answered(
                beside("counters before", () -> before = ReadCounters.of(cluster))
                        .judgement(),
                // Judged in this order: this one takes the counters that the next one shares out.
                Judgement.share(
                        "commands for reads counted by Redis, of all reads",
                        0.5,
                        () -> count() / recording.all().reads()),
                Judgement.atMost(
                        "commands for reads, to one read",
                        MOST_COMMANDS_OF_A_READ,
                        () -> during.total() / (double) recording.all().reads()),
                Judgement.share("reads on replicas", 0.5, () -> during.onReplicas() / (double) during.total()),
                Judgement.above("hit rate", 0.8, () -> recording.all().hitRate())));
    }

    private double count() {
        during = ReadCounters.of(cluster).since(before);
        return during.total();
    }

    @Override
    protected Map<String, String> furtherFigures() {
        Map<String, String> figures = new LinkedHashMap<>();
        during.calls()
                .forEach((node, calls) -> figures.put(
                        "commands for reads, node " + node,
                        calls + (during.replicas().contains(node) ? " (replica)" : " (primary)")));
        return figures;
    }
}
