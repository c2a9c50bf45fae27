package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.Shape;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A hundred failovers under load leave nothing behind: no connection, and nothing on the heap. */
@Tag("matrix")
class ClusterResourcesIT {
    private static final int FAILOVERS = 100;

    /** Until everything there is one of has been made. */
    private static final int WARM_UP = 10;

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** What the heap of a JVM with a whole gateway in it differs by from one look to the next. */
    private static final long NOISE_BYTES = 2 << 20;

    @Test
    void failovers_aHundred_leaveNothingBehind() {
        try (Scene scene = Scene.set(Shape.ELASTICACHE)) {
            scene.settle();
            failOver(scene, WARM_UP);
            int connections = awaitConnections(scene);
            long before = liveHeap();

            long began = System.nanoTime();
            failOver(scene, FAILOVERS);

            long millis = (System.nanoTime() - began) / 1_000_000;
            int connectionsAfter = awaitConnections(scene);
            long after = liveHeap();
            System.out.printf(
                    "%d failovers in %d ms: live heap %,d bytes before, %,d after; connections %d before, %d after%n",
                    FAILOVERS, millis, before, after, connections, connectionsAfter);
            assertThat(after - before).as("growth of the live heap").isLessThan(NOISE_BYTES);
        }
    }

    /** One after another as fast as roles settle, and the gateway answers every read meanwhile. */
    private static void failOver(Scene scene, int times) {
        try (HttpLoad load = RowRun.load(scene.gateway(), new Random(1))) {
            for (int i = 0; i < times; i++) {
                ClusterNode replica = scene.cluster().replicasOf(Scene.KEY).get(0);
                replica.command("CLUSTER", "FAILOVER", "TAKEOVER");
                Await.until(
                        LIMIT, () -> "the cluster is itself again after " + replica, () -> isPrimary(scene, replica));
            }
            LoadReport report = load.stop();
            assertThat(report.otherThanOk()).isEmpty();
        }
    }

    private static boolean isPrimary(Scene scene, ClusterNode promoted) {
        return scene.primary() == promoted
                && scene.cluster().replicasOf(Scene.KEY).size() == 2;
    }

    /** To all nodes together, once none has more than it may. */
    private static int awaitConnections(Scene scene) {
        Await.until(
                LIMIT,
                () -> "at most " + RestRows.CONNECTIONS + " connections to each of "
                        + scene.cluster().nodes(),
                () -> scene.cluster().nodes().stream()
                        .allMatch(node -> node.connectedClients() <= RestRows.CONNECTIONS));
        return scene.cluster().nodes().stream()
                .mapToInt(ClusterNode::connectedClients)
                .sum();
    }

    /** What is reachable: the least of several looks, each after a collection. */
    private static long liveHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
