package dev.yardarm.metrics;

import dev.yardarm.read.FeedState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** Shows whether the gateway hears of changes that others make. */
public final class ChangeFeedMeters {
    private ChangeFeedMeters() {}

    /**
     * Begins to show it.
     *
     * @param state may be called on any thread
     */
    public static void register(MeterRegistry registry, Supplier<FeedState> state) {
        Gauge.builder("change.feed.connected", () -> state.get() instanceof FeedState.Connected ? 1 : 0)
                .description("1 while changes are heard as they are committed, else 0")
                .register(registry);
    }
}
