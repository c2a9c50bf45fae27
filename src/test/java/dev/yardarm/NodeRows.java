package dev.yardarm;

import dev.yardarm.fixture.ClusterNode;
import java.time.Duration;
import java.util.List;

/** One node of the shard that holds the samples hands over, dies or hangs: F1 to F5. */
final class NodeRows {
    /** The primaries do not vote again sooner in one shard, and a replica that was refused waits longer. */
    private static final Duration BETWEEN_FAILOVERS = Duration.ofSeconds(3);

    private NodeRows() {}

    static List<MatrixRow> rows() {
        return List.of(
                MatrixRow.of("F1", "`CLUSTER FAILOVER`", NodeRows::failover, Bar.P99_BELOW_50)
                        .brief(),
                MatrixRow.of("F2", "primary killed", NodeRows::primaryKilled, Bar.BACK_WITHIN_1_S),
                MatrixRow.of(
                        "F3", "primary hangs", NodeRows::primaryHangs, Bar.FIRST_SECOND_BELOW_250, Bar.LATER_BELOW_20),
                MatrixRow.of(
                                "F4",
                                "replica killed",
                                NodeRows::replicaKilled,
                                Bar.FIRST_SECOND_BELOW_250,
                                Bar.LATER_BELOW_20)
                        .brief(),
                MatrixRow.of(
                        "F5", "replica hangs", NodeRows::replicaHangs, Bar.FIRST_SECOND_BELOW_250, Bar.LATER_BELOW_20));
    }

    /** There and back again for as long as it lasts. */
    private static void failover(Scene scene, RowRun run) throws Exception {
        run.underSteadyLoad(scene.gateway());
        run.fault(() -> scene.cluster().failover(Scene.KEY));
        for (Duration next = BETWEEN_FAILOVERS; next.compareTo(run.lasts()) < 0; next = next.plus(BETWEEN_FAILOVERS)) {
            run.last(next);
            scene.cluster().failover(Scene.KEY);
        }
        run.last();
        run.mend(() -> {});
    }

    private static void primaryKilled(Scene scene, RowRun run) throws Exception {
        ClusterNode lost = scene.primary();
        run.underSteadyLoad(scene.gateway());
        run.fault(lost::kill);
        scene.cluster().awaitPromotion(Scene.KEY, lost);
        run.recoveryIsDueFrom("promotion");
        run.last();
        run.mend(lost::restartEmpty);
    }

    /** It comes back as a stale primary. */
    private static void primaryHangs(Scene scene, RowRun run) throws Exception {
        ClusterNode lost = scene.primary();
        run.underSteadyLoad(scene.gateway());
        run.fault(lost::hang);
        scene.cluster().awaitPromotion(Scene.KEY, lost);
        run.recoveryIsDueFrom("promotion");
        run.last();
        run.mend(lost::resume);
    }

    private static void replicaKilled(Scene scene, RowRun run) throws Exception {
        ClusterNode lost = scene.replica(run.random());
        run.underSteadyLoad(scene.gateway());
        run.fault(lost::kill);
        run.last();
        run.mend(lost::restartEmpty);
    }

    private static void replicaHangs(Scene scene, RowRun run) throws Exception {
        ClusterNode lost = scene.replica(run.random());
        run.underSteadyLoad(scene.gateway());
        run.fault(lost::hang);
        run.last();
        run.mend(lost::resume);
    }
}
