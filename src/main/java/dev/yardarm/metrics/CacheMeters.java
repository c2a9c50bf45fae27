package dev.yardarm.metrics;

import dev.yardarm.read.Reading.CacheResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts what asking one cache gave. */
final class CacheMeters {
    private final Map<CacheResult, Counter> requests = new EnumMap<>(CacheResult.class);
    private final HitRatio hitRatio = new HitRatio();

    /**
     * @param cache what it is, as a label
     * @param possible the results that it can give
     */
    CacheMeters(MeterRegistry registry, String cache, Collection<CacheResult> possible) {
        for (CacheResult result : possible) {
            requests.put(
                    result,
                    Counter.builder("cache.requests")
                            .description("Reads that asked a cache, by what it gave")
                            .tag("cache", cache)
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("cache.hit.ratio", hitRatio, HitRatio::value)
                .description("Share of hits among the requests to a cache over the last minute; NaN without requests")
                .tag("cache", cache)
                .strongReference(true)
                .register(registry);
    }

    void asked(CacheResult result) {
        counter(result).increment();
    }

    void everySecond() {
        hitRatio.sample(
                counter(CacheResult.HIT).count(),
                requests.values().stream().mapToDouble(Counter::count).sum());
    }

    private Counter counter(CacheResult result) {
        return Objects.requireNonNull(requests.get(result), "every possible result has its counter");
    }
}
