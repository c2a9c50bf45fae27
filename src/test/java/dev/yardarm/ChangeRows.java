package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.ClusterNode.Role;
import dev.yardarm.fixture.Shape;
import dev.yardarm.fixture.SlotMigration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The cluster is changed by its operators: F13 and F14. */
final class ChangeRows {
    private ChangeRows() {}

    static List<MatrixRow> rows() {
        return List.of(
                // There is one shard only in the other topology.
                MatrixRow.of("F14", "slot migrated under load", ChangeRows::migrated, Bar.HITS_GO_ON, Bar.P99_BELOW_50)
                        .brief()
                        .on(Shape.THREE_SHARDS),
                MatrixRow.of(
                                "F14q",
                                "slot migrated before the load",
                                ChangeRows::migratedQuietly,
                                Bar.HITS_GO_ON,
                                Bar.P99_BELOW_50)
                        .brief()
                        .on(Shape.THREE_SHARDS),
                MatrixRow.of("F13", "every node replaced", ChangeRows::replaced, Bar.NONE_ABOVE_500)
                        .brief());
    }

    /** One after another in an order drawn from the seed, and again for as long as it lasts. */
    private static void replaced(Scene scene, RowRun run) throws Exception {
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, scene.cluster().nodes().size()).boxed().toList());
        Collections.shuffle(order, run.random());
        run.underSteadyLoad(scene.gateway());
        Duration began = run.elapsed();
        run.fault(() -> order.forEach(scene.cluster()::replaceNode));
        int rounds = 1;
        for (; run.elapsed().minus(began).compareTo(run.lasts()) < 0; rounds++) {
            order.forEach(scene.cluster()::replaceNode);
        }
        run.note("order " + order + ", " + rounds + " times");
        run.mend(() -> {});
    }

    /** The slot is open for a while with its key at the source, then with its key at the target, then it is given. */
    private static void migrated(Scene scene, RowRun run) throws Exception {
        ClusterNode target = otherPrimary(scene, run.random());
        run.underSteadyLoad(scene.gateway());
        scene.cluster().resetStats();
        List<SlotMigration> begun = new ArrayList<>();
        run.fault(() -> begun.add(scene.cluster().migrateSlotOf(Scene.KEY, target)));
        SlotMigration migration = begun.get(0);
        run.last(run.lasts().dividedBy(4));
        migration.moveKeys();
        run.last(run.lasts().multipliedBy(3).dividedBy(4));
        long asked = migration.source().errors("ASK");
        long asking = migration.target().calls("asking");
        migration.finish();
        run.last();
        run.note("%d answers ASK, %d times ASKING, %d answers MOVED"
                .formatted(asked, asking, migration.source().errors("MOVED")));
        run.mend(() -> {});
        assertThat(asked).as("answers ASK of the source").isPositive();
        assertThat(asking).as("times ASKING at the target").isPositive();
    }

    private static void migratedQuietly(Scene scene, RowRun run) throws Exception {
        scene.cluster()
                .migrateSlotOf(Scene.KEY, otherPrimary(scene, run.random()))
                .finish();
        run.underLoad(scene.gateway());
        run.fault(() -> {});
        run.last();
        run.mend(() -> {});
    }

    private static ClusterNode otherPrimary(Scene scene, Random random) {
        ClusterNode source = scene.primary();
        List<ClusterNode> others = scene.cluster().nodes().stream()
                .filter(node -> node != source && node.role() == Role.PRIMARY)
                .toList();
        return others.get(random.nextInt(others.size()));
    }
}
