package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.NodeRefusal;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.Refusal;
import dev.yardarm.fixture.RespFilter;
import dev.yardarm.fixture.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A node of the shard that holds the samples answers with errors, one kind after another: F17.
 *
 * <p>{@code -NOAUTH} is met where the cluster asks for no password, {@code -WRONGPASS} where it does. No node of a
 * cluster answers {@code -READONLY}, or {@code -TRYAGAIN} to commands with one key; something on the way does it for them.
 */
final class RefusalRows {
    private static final Duration LEAST = Duration.ofMillis(500);

    private static final String TRYAGAIN = "-TRYAGAIN Multiple keys request during rehashing of slot";

    private RefusalRows() {}

    static List<MatrixRow> rows() {
        return List.of(
                MatrixRow.of("F17r", "a replica refuses", RefusalRows::replicaRefuses, Bar.NONE_ABOVE_500)
                        .brief(),
                MatrixRow.of("F17p", "the primary refuses", RefusalRows::primaryRefuses, Bar.NONE_ABOVE_500)
                        .brief(),
                MatrixRow.of("F17s", "the shard refuses", RefusalRows::shardRefuses, Bar.NONE_ABOVE_500)
                        .brief(),
                MatrixRow.of("F17f", "a node refuses what it never does", RefusalRows::filtered, Bar.NONE_ABOVE_500)
                        .brief()
                        // It is about the gateway alone.
                        .on(Shape.ELASTICACHE));
    }

    /** Another answers in its place. */
    private static void replicaRefuses(Scene scene, RowRun run) throws Exception {
        ClusterNode replica = scene.replica(run.random());
        NodeRefusal refusal = NodeRefusal.of(scene.cluster(), replica, Scene.KEY);
        run.afterwards(refusal::end);
        List<Episode> episodes = new ArrayList<>();
        for (Refusal kind : List.of(Refusal.NOPERM, Refusal.WRONGPASS, Refusal.MASTERDOWN, Refusal.LOADING)) {
            episodes.add(new Episode(kind.name(), () -> refusal.begin(kind), refusal::end));
        }
        for (Double hits : play(run, scene.gateway(), episodes)) {
            assertThat(hits).as("share of reads from Redis").isGreaterThan(HitWindows.ENOUGH);
        }
    }

    /** Changes are not shown by Redis then, and reads come from PostgreSQL. Loading it is no primary for long, so that comes last. */
    private static void primaryRefuses(Scene scene, RowRun run) throws Exception {
        ClusterNode primary = scene.primary();
        NodeRefusal refusal = NodeRefusal.of(scene.cluster(), primary, Scene.KEY);
        run.afterwards(refusal::end);
        List<Episode> episodes = new ArrayList<>();
        episodes.add(new Episode("NOSCRIPT", () -> primary.command("SCRIPT", "FLUSH", "SYNC"), () -> {}));
        for (Refusal kind : List.of(Refusal.OOM, Refusal.NOPERM, Refusal.WRONGPASS, Refusal.LOADING)) {
            episodes.add(new Episode(kind.name(), () -> refusal.begin(kind), refusal::end));
        }
        play(run, scene.gateway(), episodes);
    }

    /** Nobody serves the slot, not even the replicas. */
    private static void shardRefuses(Scene scene, RowRun run) throws Exception {
        RedisCluster cluster = scene.cluster();
        String slot = Integer.toString(cluster.slotOf(Scene.KEY));
        ClusterNode primary = scene.primary();
        List<ClusterNode> replicas = cluster.replicasOf(Scene.KEY);
        Episode unassigned = new Episode(
                "CLUSTERDOWN",
                () -> {
                    primary.command("CLUSTER", "DELSLOTS", slot);
                    replicas.forEach(replica -> replica.command("CLUSTER", "DELSLOTS", slot));
                },
                () -> primary.command("CLUSTER", "ADDSLOTS", slot));
        play(run, scene.gateway(), List.of(unassigned));
        run.recoveryIsDueFrom("slot assigned");
    }

    /** Of the primary and of a replica, on whose way there are filters, for a gateway of its own. */
    private static void filtered(Scene scene, RowRun run) throws Exception {
        ClusterNode replica = scene.replica(run.random());
        Map<ClusterNode, RespFilter> filters =
                Map.of(scene.primary(), RespFilter.to(scene.primary()), replica, RespFilter.to(replica));
        String addresses = filters.entrySet().stream()
                .map(way -> way.getKey().address() + "=" + way.getValue().address())
                .collect(Collectors.joining(","));
        filters.values().forEach(filter -> run.afterwards(filter::close));
        LiveGateway gateway = LiveGateway.start(scene.environment(Map.of("REDIS_ADDRESS_MAP", addresses)));
        run.afterwards(gateway::close);
        gateway.awaitReady();
        List<Episode> episodes = new ArrayList<>();
        for (String error : List.of("-READONLY You can't write against a read only replica.", TRYAGAIN)) {
            filters.forEach((node, filter) -> episodes.add(new Episode(
                    error.substring(1, error.indexOf(' ')) + (node == replica ? " by a replica" : " by the primary"),
                    () -> filter.refuseWith(error),
                    filter::passOn)));
        }
        play(run, gateway, episodes);
    }

    /** An error that is answered for a while. */
    private record Episode(String kind, FaultRun.Step begin, FaultRun.Step end) {}

    /** Returns for each the share of reads answered from Redis in the second half of its time. */
    private static List<Double> play(RowRun run, LiveGateway gateway, List<Episode> episodes) throws Exception {
        Duration share = run.lasts().dividedBy(episodes.size());
        Duration each = share.compareTo(LEAST) < 0 ? LEAST : share;
        List<Double> hits = new ArrayList<>();
        run.underSteadyLoad(gateway);
        for (Episode episode : episodes) {
            if (hits.isEmpty()) {
                run.fault(episode.begin());
            } else {
                episode.begin().run();
            }
            Duration begun = run.elapsed();
            run.awaitElapsed(begun.plus(each.dividedBy(4)));
            // A change and the fill after it take the longer the busier the machine is; what is judged is without them.
            run.pauseChanges(true);
            run.awaitElapsed(begun.plus(each));
            run.pauseChanges(false);
            hits.add(run.hits(begun.plus(each.dividedBy(2)), run.elapsed()));
            run.note("%s: %.1f %% hits".formatted(episode.kind(), 100 * hits.get(hits.size() - 1)));
            if (hits.size() == episodes.size()) {
                run.mend(episode.end());
            } else {
                episode.end().run();
                run.awaitHits("after " + episode.kind());
            }
        }
        return hits;
    }
}
