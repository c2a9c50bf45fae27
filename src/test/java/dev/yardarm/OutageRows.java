package dev.yardarm;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.RedisCluster.Loss;
import dev.yardarm.fixture.Shape;
import java.util.List;

/** Many nodes are lost at once: F6 to F8. */
final class OutageRows {
    private OutageRows() {}

    static List<MatrixRow> rows() {
        return List.of(
                // A zone of the other topology has one node: that is F2 and F3.
                MatrixRow.of("F6", "zone lost", OutageRows::zoneLost, Bar.BACK_WITHIN_1_S)
                        .on(Shape.THREE_SHARDS),
                MatrixRow.of(
                        "F7",
                        "every node killed, restarted empty",
                        OutageRows::allKilled,
                        Bar.BREAKER_WITHIN_1_S,
                        Bar.OPEN_BELOW_50,
                        Bar.BACK_WITHIN_5_S),
                MatrixRow.of(
                        "F8",
                        "every node hangs",
                        OutageRows::allHang,
                        Bar.FIRST_SECOND_BELOW_250,
                        Bar.LATER_BELOW_20,
                        Bar.BREAKER_WITHIN_1_S,
                        Bar.OPEN_BELOW_50,
                        Bar.BACK_WITHIN_5_S));
    }

    /** The zone of the shard's primary, where another shard's replica is too; killed or hung by the seed. */
    private static void zoneLost(Scene scene, RowRun run) throws Exception {
        ClusterNode lost = scene.primary();
        Loss loss = run.random().nextBoolean() ? Loss.KILL : Loss.HANG;
        run.note("zone " + lost.zone() + " by " + loss);
        run.underSteadyLoad(scene.gateway());
        run.fault(() -> scene.cluster().loseZone(lost.zone(), loss));
        scene.cluster().awaitPromotion(Scene.KEY, lost);
        run.recoveryIsDueFrom("promotion");
        run.last();
        run.mend(() -> scene.cluster().restoreZone(lost.zone()));
    }

    private static void allKilled(Scene scene, RowRun run) throws Exception {
        run.underSteadyLoad(scene.gateway());
        run.fault(scene.cluster()::killAll);
        run.awaitBreaker();
        run.last();
        run.mend(() -> {
            scene.cluster().restartAllEmpty();
            scene.cluster().awaitOk();
        });
        run.recoveryIsDueFrom("cluster ok");
    }

    private static void allHang(Scene scene, RowRun run) throws Exception {
        run.underSteadyLoad(scene.gateway());
        run.fault(scene.cluster()::hangAll);
        run.awaitBreaker();
        run.last();
        run.mend(() -> {
            scene.cluster().resumeAll();
            scene.cluster().awaitOk();
        });
        run.recoveryIsDueFrom("cluster ok");
    }
}
