package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.NodeRefusal;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A node of the shard that holds the samples answers with errors, one kind after another: F17.
 *
 * <p>{@code -NOAUTH} is met where the cluster asks for no password, {@code -WRONGPASS} where it does. {@code -READONLY} and
 * {@code -TRYAGAIN} are not answered by nodes to commands with one key.
 */
final class RefusalRows {
    private static final Duration LEAST = Duration.ofSeconds(1);

    private RefusalRows() {}

    static List<MatrixRow> rows() {
        return List.of(
                MatrixRow.of("F17r", "a replica refuses", RefusalRows::replicaRefuses, Bar.NONE_ABOVE_500),
                MatrixRow.of("F17p", "the primary refuses", RefusalRows::primaryRefuses, Bar.NONE_ABOVE_500),
                MatrixRow.of("F17s", "the shard refuses", RefusalRows::shardRefuses, Bar.NONE_ABOVE_500));
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
        for (Double hits : play(run, scene, episodes)) {
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
        play(run, scene, episodes);
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
        play(run, scene, List.of(unassigned));
        run.recoveryIsDueFrom("slot assigned");
    }

    /** An error that is answered for a while. */
    private record Episode(String kind, FaultRun.Step begin, FaultRun.Step end) {}

    /** Returns for each the share of reads answered from Redis in the second half of its time. */
    private static List<Double> play(RowRun run, Scene scene, List<Episode> episodes) throws Exception {
        Duration share = run.lasts().dividedBy(episodes.size());
        Duration each = share.compareTo(LEAST) < 0 ? LEAST : share;
        List<Double> hits = new ArrayList<>();
        run.underSteadyLoad(scene.gateway());
        for (Episode episode : episodes) {
            if (hits.isEmpty()) {
                run.fault(episode.begin());
            } else {
                episode.begin().run();
            }
            Duration begun = run.elapsed();
            run.awaitElapsed(begun.plus(each));
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
