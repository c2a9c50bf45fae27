package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.HistoryChecker.Bounds;
import dev.yardarm.HistoryChecker.Violation;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Consistency, checked on what clients were told: two gateways, writers and readers over both, faults drawn at random; no
 * promise of {@link HistoryChecker.Rule} is broken. {@link HistoryForm} says how to ask for a longer history or for the
 * draws of an earlier one; the full form is {@code .ci/history-check}.
 */
@Tag("history")
class HistoryCheckIT {
    private static final HistoryForm FORM = HistoryForm.asked();
    private static final HistoryTable TABLE = new HistoryTable(FORM);

    /** A feed that falls silent is found out by its heartbeat: a quarter of a second, and three more without an answer. */
    private static final Duration FEED_SILENCE = Duration.ofSeconds(1);

    /** What threads of the gateway and of the clients may wait for one of the two processors that they share. */
    private static final Duration SCHEDULING = Duration.ofMillis(500);

    private static final Bounds BOUNDS =
            new Bounds(FEED_SILENCE.plus(HistoryRun.NEAR_CACHE_MAX_AGE).plus(SCHEDULING), Duration.ofSeconds(1));

    private static final int MOST_SHOWN = 20;

    private static RedisCluster cluster;
    private static PostgresServer postgres;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
        cluster.close();
    }

    @ParameterizedTest(name = "NEAR_CACHE={0}")
    @ValueSource(strings = {"on", "off"})
    void history_underRandomFaults_keepsEveryPromise(String nearCache) throws Exception {
        System.out.println("history with NEAR_CACHE=" + nearCache + ": " + FORM);
        cluster.settle();
        try (HistoryRun run = new HistoryRun(cluster, postgres, "history_" + nearCache, nearCache, FORM.seed())) {
            History history = run.play(FORM.faults());
            HistoryChecker checker = new HistoryChecker(history, BOUNDS);
            TABLE.add(nearCache, FORM.seed(), run.played(), history, checker);
            assertKept(nearCache, run, history, checker.violations());
            assertThat(Set.copyOf(run.revisions().values()))
                    .as("%s", run.revisions())
                    .hasSize(1);
        }
    }

    private static void assertKept(String nearCache, HistoryRun run, History history, List<Violation> violations) {
        if (!violations.isEmpty()) {
            Path left = HistoryTable.leave(nearCache + "-" + FORM.seed(), run.played(), violations, history);
            assertThat(violations.stream().limit(MOST_SHOWN))
                    .as("%d violations with %s; the first, and all in %s", violations.size(), FORM, left)
                    .isEmpty();
        }
    }
}
