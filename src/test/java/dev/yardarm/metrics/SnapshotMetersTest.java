package dev.yardarm.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.LastKnownGood.Origin;
import dev.yardarm.read.SnapshotState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The metrics of snapshots, by the contract's names. */
class SnapshotMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicReference<List<SnapshotState>> states = new AtomicReference<>(List.of());
    private final SnapshotMeters meters = new SnapshotMeters(registry, states::get);

    @Test
    void update_severalEnvironments_areShownEachWithRevisionAndAge() {
        states.set(List.of(state("production", 42, Duration.ofMillis(1_250)), state("staging", 7, Duration.ZERO)));
        meters.update();

        assertThat(registry.scrape())
                .contains("\nsnapshot_revision{environment=\"production\"} 42.0\n")
                .contains("\nsnapshot_revision{environment=\"staging\"} 7.0\n")
                .contains("\nsnapshot_age_seconds{environment=\"production\"} 1.25\n")
                .contains("\nsnapshot_age_seconds{environment=\"staging\"} 0.0\n");
    }

    @Test
    void update_environmentIsGone_isNotShownAnyMore() {
        states.set(List.of(state("production", 42, Duration.ZERO), state("staging", 7, Duration.ZERO)));
        meters.update();
        states.set(List.of(state("production", 3, Duration.ZERO)));
        meters.update();

        assertThat(registry.scrape())
                .contains("snapshot_revision{environment=\"production\"} 3.0\n")
                .doesNotContain("staging");
    }

    private static SnapshotState state(String environment, long revision, Duration age) {
        return new SnapshotState(new Environment(environment), new Revision(revision), Origin.STORE, age);
    }
}
