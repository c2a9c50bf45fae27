package dev.yardarm;

import dev.yardarm.HistoryChecker.Bounds;
import dev.yardarm.HistoryChecker.Violation;
import dev.yardarm.fixture.Partition;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.PrivateNetwork;
import dev.yardarm.fixture.RedisCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One history in the form of {@link HistoryForm}, to be run in a {@link PrivateNetwork}, where zones can be cut off. Prints
 * its line of the {@link HistoryTable}, and ends with 1 if a promise was broken.
 */
final class HistoryScenario {
    /** {@code on} if the gateways answer from their own memory. */
    static final String NEAR = "yardarm.history.near";

    static final String SEED = "yardarm.history.seed";

    /** What stands before each line that is about what does not hold. */
    static final String BROKEN = "BROKEN: ";

    /** A feed that falls silent is found out by its heartbeat: a quarter of a second, and three more without an answer. */
    private static final Duration FEED_SILENCE = Duration.ofSeconds(1);

    /** What threads of the gateway and of the clients may wait for one of the two processors that they share. */
    private static final Duration SCHEDULING = Duration.ofMillis(500);

    private static final Bounds BOUNDS =
            new Bounds(FEED_SILENCE.plus(HistoryRun.NEAR_CACHE_MAX_AGE).plus(SCHEDULING), Duration.ofSeconds(1));

    private static final int MOST_SHOWN = 20;

    private final HistoryForm form = HistoryForm.asked();
    private final String near = System.getProperty(NEAR, "on");

    private HistoryScenario() {}

    public static void main(String[] arguments) {
        PrivateNetwork.enter();
        int exitCode = 1;
        try {
            exitCode = new HistoryScenario().holds() ? 0 : 1;
        } catch (Throwable failure) {
            System.out.println(BROKEN + failure);
            failure.printStackTrace();
        }
        Runtime.getRuntime().exit(exitCode);
    }

    private boolean holds() throws Exception {
        Path snapshots = Files.createTempDirectory("snapshots");
        try (RedisCluster cluster = RedisCluster.start();
                Partition partition = Partition.whole();
                PostgresServer postgres = PostgresServer.start();
                HistoryRun run = new HistoryRun(cluster, partition, postgres, snapshots, near, form.seed())) {
            return holds(run);
        } finally {
            remove(snapshots);
        }
    }

    private boolean holds(HistoryRun run) throws Exception {
        History history = run.play(form.faults());
        HistoryChecker checker = new HistoryChecker(history, BOUNDS);
        System.out.println(HistoryTable.line(near, form.seed(), run.played(), history, checker));
        List<Violation> violations = checker.violations();
        if (!violations.isEmpty()) {
            Path left = HistoryTable.leave(near + "-" + form.seed(), run.played(), violations, history);
            tell("%d violations with %s; all in %s, the first:".formatted(violations.size(), form, left));
            violations.stream().limit(MOST_SHOWN).forEach(violation -> tell(violation.toString()));
        }
        Map<String, Long> revisions = run.revisions();
        boolean agree = new HashSet<>(revisions.values()).size() == 1;
        if (!agree) {
            tell("at the end the revisions are " + revisions);
        }
        return violations.isEmpty() && agree;
    }

    private static void tell(String what) {
        System.out.println(BROKEN + what);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
