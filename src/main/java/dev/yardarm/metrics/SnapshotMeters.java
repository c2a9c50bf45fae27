package dev.yardarm.metrics;

import dev.yardarm.read.SnapshotState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows the last known good of each environment: its revision, and for how long it has not been known to be the truth. */
public final class SnapshotMeters {
    private final Supplier<List<SnapshotState>> snapshots;
    private final MultiGauge revision;
    private final MultiGauge age;

    public SnapshotMeters(MeterRegistry registry, Supplier<List<SnapshotState>> snapshots) {
        this.snapshots = snapshots;
        this.revision = MultiGauge.builder("snapshot.revision")
                .description("Revision of the last known good of an environment")
                .register(registry);
        this.age = MultiGauge.builder("snapshot.age.seconds")
                .description(
                        "Seconds for which the last known good of an environment has not been known to be what the database has")
                .register(registry);
    }

    /** To be called before a scrape: environments come and go. */
    public void update() {
        revision.register(rows(snapshot -> snapshot.revision().value()), true);
        age.register(rows(snapshot -> snapshot.age().toMillis() / 1000.0), true);
    }

    private List<Row<?>> rows(ToDoubleFunction<SnapshotState> value) {
        return snapshots.get().stream()
                .<Row<?>>map(snapshot ->
                        Row.of(Tags.of("environment", snapshot.environment().value()), value.applyAsDouble(snapshot)))
                .toList();
    }
}
