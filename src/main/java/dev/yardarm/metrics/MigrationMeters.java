package dev.yardarm.metrics;

import dev.yardarm.migration.Comparisons.Outcome;
import dev.yardarm.migration.MigrationObserver;
import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.Side;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Shows a migration: its share, what both caches do, and how their answers compare. */
public final class MigrationMeters implements MigrationObserver {
    /** The bound of 100 ms that plans usually have is among them. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1)
    };

    private final Map<Side, OfSide> sides = new EnumMap<>(Side.class);
    private final Map<Outcome, Counter> comparisons = new EnumMap<>(Outcome.class);
    private final Counter rollbacks;
    private volatile double share;

    private record OfSide(Timer durations, Counter ended, Counter failed, Counter hits, Counter misses) {}

    public MigrationMeters(MeterRegistry registry) {
        for (Side side : Side.values()) {
            sides.put(side, of(registry, label(side)));
        }
        for (Outcome outcome : Outcome.values()) {
            comparisons.put(
                    outcome,
                    counter(
                            registry,
                            "comparisons",
                            "Answers of both caches to the same question, by how they compare",
                            Tags.of("result", label(outcome))));
        }
        rollbacks = counter(
                registry, "rollbacks", "Plans taken back to the old cache, as this gateway has seen", Tags.empty());
        Gauge.builder("cache.migration.share", this, meters -> meters.share)
                .description("Share of the reads that goes to the new cache")
                .register(registry);
    }

    private static OfSide of(MeterRegistry registry, String cache) {
        return new OfSide(
                Timer.builder("cache.migration.operation.duration")
                        .description("Operations of one of both caches that did not fail")
                        .tag("cache", cache)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry),
                operations(registry, cache, "ok"),
                operations(registry, cache, "error"),
                reads(registry, cache, "hit"),
                reads(registry, cache, "miss"));
    }

    private static Counter operations(MeterRegistry registry, String cache, String result) {
        return counter(
                registry,
                "operations",
                "Operations of one of both caches, by how they ended",
                Tags.of("cache", cache, "result", result));
    }

    private static Counter reads(MeterRegistry registry, String cache, String result) {
        return counter(
                registry, "reads", "Reads that one of both caches answered", Tags.of("cache", cache, "result", result));
    }

    private static Counter counter(MeterRegistry registry, String of, String description, Tags tags) {
        return Counter.builder("cache.migration." + of)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static String label(Enum<?> of) {
        return of.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void ended(Side side, long nanos) {
        of(side).ended().increment();
        of(side).durations().record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void failed(Side side) {
        of(side).failed().increment();
    }

    @Override
    public void read(Side side, boolean hit) {
        (hit ? of(side).hits() : of(side).misses()).increment();
    }

    @Override
    public void compared(Outcome outcome) {
        Objects.requireNonNull(comparisons.get(outcome), "every outcome").increment();
    }

    @Override
    public void changed(MigrationState state, boolean seen) {
        share = state.share();
        if (seen && state.phase() == MigrationState.Phase.ROLLED_BACK) {
            rollbacks.increment();
        }
    }

    private OfSide of(Side side) {
        return Objects.requireNonNull(sides.get(side), "both sides");
    }
}
