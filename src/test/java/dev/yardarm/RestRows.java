package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.ClusterNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Nothing is wrong: who answers the reads, and over how many connections. */
final class RestRows {
    /** Of one gateway to one node: one for each cache verticle, one for the monitor. */
    static final int CONNECTIONS = Scene.EVENT_LOOPS + 1;

    /** For a change under way to end, and for the next fill. */
    private static final Duration CALM = Duration.ofMillis(300);

    private RestRows() {}

    static List<MatrixRow> rows() {
        return List.of(MatrixRow.of("R1", "none, at rest", RestRows::rest, Bar.HITS_GO_ON, Bar.LATER_BELOW_20));
    }

    private static void rest(Scene scene, RowRun run) throws Exception {
        run.underSteadyLoad(scene.gateway());
        // After a change the word of the primary is asked for, until the next fill.
        run.pauseChanges(true);
        run.awaitElapsed(run.elapsed().plus(CALM));
        run.fault(scene.cluster()::resetStats);
        run.last();
        run.mend(() -> {});
        run.pauseChanges(false);
        if (scene.isNear()) {
            assertNobodyIsAsked(scene);
        } else {
            assertReadsAreSpread(scene, run);
        }
        assertThat(scene.cluster().nodes())
                .allSatisfy(node -> assertThat(node.connectedClients())
                        .as("connections to %s", node)
                        .isLessThanOrEqualTo(CONNECTIONS));
    }

    private static void assertNobodyIsAsked(Scene scene) {
        assertThat(scene.cluster().nodes())
                .allSatisfy(node -> assertThat(scene.cluster().readsOf(node))
                        .as("reads on %s", node)
                        .isZero());
    }

    private static void assertReadsAreSpread(Scene scene, RowRun run) {
        List<ClusterNode> replicas = scene.cluster().replicasOf(Scene.KEY);
        double[] onReplicas =
                replicas.stream().mapToDouble(scene.cluster()::readsOf).toArray();
        double onPrimary = scene.cluster().readsOf(scene.primary());
        double all = onPrimary + Arrays.stream(onReplicas).sum();
        run.note("reads on replicas %s, on the primary %.0f"
                .formatted(Arrays.stream(onReplicas).mapToObj("%.0f"::formatted).toList(), onPrimary));
        // All but what hedges take.
        assertThat(onPrimary / all).as("share of reads on the primary").isLessThan(0.01);
        double[] sorted = Arrays.stream(onReplicas).sorted().toArray();
        assertThat(sorted[0])
                .as("reads on the replica with the fewest")
                .isGreaterThanOrEqualTo(0.8 * sorted[sorted.length - 1]);
    }
}
