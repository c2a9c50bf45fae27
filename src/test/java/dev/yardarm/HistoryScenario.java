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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One history in the form of {@link HistoryForm}. Run in a {@link PrivateNetwork} zones can be cut off; it then ends with 1
 * if a promise was broken. Prints its line of the {@link HistoryTable}.
 */
final class HistoryScenario {
    /** {@code on} if the gateways answer from their own memory. */
    static final String NEAR = "yardarm.history.near";

    static final String SEED = "yardarm.history.seed";

    /** What stands before each line that is about what does not hold. */
    static final String BROKEN = "BROKEN: ";

    /**
     * For how long a gateway goes by a feed that is silent. A query goes out every 250 ms and is given up after 500 ms (ADR
     * 14), so that a loss is noticed within 750 ms; where the gateway itself stood still the silence counts, and that is
     * 1.25 s (docs/consistency.md, promise 3).
     */
    private static final Duration FEED_SILENCE = Duration.ofMillis(1_250);

    /** What threads of the gateway and of the clients may wait for one of the two processors that they share. */
    private static final Duration SCHEDULING = Duration.ofMillis(500);

    private static final Bounds BOUNDS = new Bounds(
            longer(FEED_SILENCE, HistoryRun.NEAR_CACHE_MAX_AGE).plus(SCHEDULING),
            HistoryRun.DATABASE_TIMEOUT,
            Duration.ofSeconds(1));

    /** Clusters with a password answer {@code -WRONGPASS}, others {@code -NOAUTH}. */
    private static final String PASSWORD = "of-odd-seeds";

    private static final int MOST_SHOWN = 20;

    private final HistoryForm form;
    private final String near;
    private final List<String> printed = new ArrayList<>();

    private HistoryScenario(HistoryForm form, String near) {
        this.form = form;
        this.near = near;
    }

    public static void main(String[] arguments) {
        PrivateNetwork.enter();
        HistoryScenario scenario = new HistoryScenario(HistoryForm.asked(), System.getProperty(NEAR, "on"));
        int exitCode;
        try (Partition partition = Partition.whole()) {
            exitCode = scenario.exitCode(Optional.of(partition));
        }
        Runtime.getRuntime().exit(exitCode);
    }

    /** The same in this JVM and in the machine's own network, where no zone can be cut off. */
    static PrivateNetwork.Outcome withoutPartition(HistoryForm form, String near) {
        HistoryScenario scenario = new HistoryScenario(form, near);
        return new PrivateNetwork.Outcome(scenario.exitCode(Optional.empty()), scenario.printed);
    }

    private int exitCode(Optional<Partition> partition) {
        try {
            return holds(partition) ? 0 : 1;
        } catch (Throwable failure) {
            tell(failure.toString());
            failure.printStackTrace();
            return 1;
        }
    }

    private boolean holds(Optional<Partition> partition) throws Exception {
        Path snapshots = Files.createTempDirectory("snapshots");
        try (RedisCluster cluster = RedisCluster.start(options());
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
        print(HistoryTable.line(near, form.seed(), run.played(), history, checker));
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

    private RedisCluster.Options options() {
        return form.seed() % 2 == 0
                ? RedisCluster.Options.DEFAULT
                : RedisCluster.Options.DEFAULT.withPassword(PASSWORD);
    }

    private void tell(String what) {
        print(BROKEN + what);
    }

    private void print(String line) {
        printed.add(line);
        System.out.println(line);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
