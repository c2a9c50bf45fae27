package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.RespClient;
import dev.yardarm.fixture.Shape;
import dev.yardarm.local.SampleFlags;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A hundred failovers, losses and hangs under load leave nothing behind: no connection, no socket, and nothing on the
 * heap; and no read meanwhile has another answer than 200.
 */
@Tag("long")
class ClusterResourcesIT {
    private static final int BLOWS = 100;

    /** Until everything there is one of has been made; each kind of blow once. */
    private static final int WARM_UP = 20;

    /** Fewer than in the matrix, whose load takes half of the time there is for the failovers. */
    private static final int READS_A_SECOND = 200;

    private static final int CONNECTIONS = 100;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** For a command of the fixture to be over, and its connection. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** What the heap of a JVM with a whole gateway in it differs by from one look to the next. */
    private static final long NOISE_BYTES = 2 << 20;

    /** What befalls the cluster. */
    private enum Blow {
        /** The only one that breaks no connection. */
        TAKEOVER,
        KILL_PRIMARY,
        KILL_REPLICA,
        HANG_PRIMARY,
        HANG_REPLICA;

        /** In a hundred 70 takeovers, 15 kills and 15 hangs, well mixed. */
        static Blow number(int i) {
            return switch (i % 20) {
                case 2, 9 -> KILL_PRIMARY;
                case 15 -> KILL_REPLICA;
                case 5, 12 -> HANG_PRIMARY;
                case 18 -> HANG_REPLICA;
                default -> TAKEOVER;
            };
        }
    }

    @Test
    void failovers_aHundred_leaveNothingBehind() {
        try (Scene scene = Scene.set(Shape.ELASTICACHE, false)) {
            scene.settle();
            strike(scene, WARM_UP);
            awaitConnections(scene);
            Set<String> sockets = sockets(scene.cluster().nodes());
            long before = liveHeap();

            long began = System.nanoTime();
            strike(scene, BLOWS);

            long millis = (System.nanoTime() - began) / 1_000_000;
            awaitConnections(scene);
            Set<String> socketsAfter = sockets(scene.cluster().nodes());
            long after = liveHeap();
            System.out.printf(
                    "%d blows in %d ms: live heap %,d bytes before, %,d after; sockets %d before, %d after%n",
                    BLOWS, millis, before, after, sockets.size(), socketsAfter.size());
            assertThat(sockets)
                    .hasSize(RestRows.CONNECTIONS * scene.cluster().nodes().size());
            assertThat(socketsAfter).hasSameSizeAs(sockets).doesNotContainAnyElementsOf(sockets);
            assertThat(after - before).as("growth of the live heap").isLessThan(NOISE_BYTES);
        }
    }

    /** One blow after another as fast as the cluster is itself again, and the gateway answers every read meanwhile. */
    private static void strike(Scene scene, int times) {
        try (HttpLoad load = load(scene)) {
            Random random = new Random(times);
            for (int i = 0; i < times; i++) {
                strike(scene, Blow.number(i), random);
            }
            LoadReport report = load.stop();
            assertThat(report.otherThanOk()).isEmpty();
            assertThat(report.closed()).as("connections of the load lost").isZero();
        }
    }

    private static HttpLoad load(Scene scene) {
        String path = LiveGateway.FLAGS + "/" + SampleFlags.key(1);
        return HttpLoad.start(HttpLoad.Options.of(scene.gateway().port(), path)
                .withConnections(CONNECTIONS)
                .withRate(READS_A_SECOND)
                .withTimeout(LIMIT));
    }

    private static void strike(Scene scene, Blow blow, Random random) {
        ClusterNode replica = scene.replica(random);
        switch (blow) {
            case TAKEOVER -> promote(replica);
            case KILL_PRIMARY -> {
                ClusterNode lost = scene.cluster().killPrimaryOf(Scene.KEY);
                promote(replica);
                lost.restartEmpty();
            }
            case KILL_REPLICA -> {
                replica.kill();
                replica.restartEmpty();
            }
            case HANG_PRIMARY -> hang(scene.primary());
            case HANG_REPLICA -> hang(replica);
        }
        if (blow != Blow.TAKEOVER) {
            scene.cluster().awaitOk();
        }
        Await.until(LIMIT, () -> "the cluster is itself again after " + blow, () -> isWhole(scene));
    }

    /** By hand or, where the machine is so busy that it comes first, by the supervisor. */
    private static void promote(ClusterNode replica) {
        try {
            replica.command("CLUSTER", "FAILOVER", "TAKEOVER");
        } catch (RespClient.ErrorReply alreadyPromoted) {
            assertThat(replica.role()).isEqualTo(ClusterNode.Role.PRIMARY);
        }
    }

    /** For as long as the gateway takes to give its connections up. */
    private static void hang(ClusterNode node) {
        Set<String> before = sockets(List.of(node));
        node.hang();
        try {
            Await.until(
                    LIMIT,
                    LOOK_EVERY,
                    () -> "the end of the connections to the hung " + node,
                    () -> Collections.disjoint(openSockets(List.of(node)), before));
        } finally {
            node.resume();
        }
    }

    private static boolean isWhole(Scene scene) {
        return scene.cluster().replicasOf(Scene.KEY).size() == 2;
    }

    /** Returns once each node has all the connections it may have. */
    private static void awaitConnections(Scene scene) {
        Await.until(
                LIMIT,
                LOOK_EVERY,
                () -> RestRows.CONNECTIONS + " connections to each node, but there are " + connections(scene),
                () -> connections(scene).values().stream().allMatch(count -> count == RestRows.CONNECTIONS));
    }

    /** By the node's own count. */
    private static Map<ClusterNode, Integer> connections(Scene scene) {
        return scene.cluster().nodes().stream()
                .collect(Collectors.toMap(Function.identity(), ClusterNode::connectedClients));
    }

    /** Those the gateway keeps: the fixture's, in the same process, are gone at a later look. */
    private static Set<String> sockets(List<ClusterNode> nodes) {
        Set<String> kept = openSockets(nodes);
        Await.until(
                LIMIT,
                LOOK_EVERY,
                () -> "sockets that stay, but they are " + kept,
                () -> !kept.retainAll(openSockets(nodes)));
        return kept;
    }

    private static Set<String> openSockets(List<ClusterNode> nodes) {
        return OwnSockets.to(nodes.stream().map(ClusterNode::port).collect(Collectors.toSet()));
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
