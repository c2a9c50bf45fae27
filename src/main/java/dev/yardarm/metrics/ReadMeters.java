package dev.yardarm.metrics;

import dev.yardarm.read.ReadObserver;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts reads by who answered them, and what asking the cache gave. */
public final class ReadMeters implements ReadObserver {
    private final Map<Source, Counter> reads = new EnumMap<>(Source.class);
    private final Map<CacheResult, Counter> cache = new EnumMap<>(CacheResult.class);
    private final Counter wentBack;
    private final HitRatio hitRatio = new HitRatio();

    /** @param cacheName what the cache is, as a label */
    public ReadMeters(MeterRegistry registry, String cacheName) {
        for (Source source : Source.values()) {
            reads.put(
                    source,
                    Counter.builder("flag.reads")
                            .description("Reads that were answered, by who answered")
                            .tag("source", label(source, cacheName))
                            .register(registry));
        }
        for (CacheResult result : CacheResult.values()) {
            cache.put(
                    result,
                    Counter.builder("cache.requests")
                            .description("Reads that asked a cache, by what it gave")
                            .tag("cache", cacheName)
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        wentBack = Counter.builder("database.went.back")
                .description("Times that the database was found behind what had been seen of it")
                .register(registry);
        Gauge.builder("cache.hit.ratio", hitRatio, HitRatio::value)
                .description("Share of hits among the requests to a cache over the last minute; NaN without requests")
                .tag("cache", cacheName)
                .strongReference(true)
                .register(registry);
    }

    private static String label(Source source, String cacheName) {
        return switch (source) {
            case REDIS -> cacheName;
            case POSTGRES -> "postgres";
            case STALE -> "stale";
        };
    }

    /** To be called once a second; the hit ratio is reckoned from these moments. */
    public void everySecond() {
        double hits = count(CacheResult.HIT);
        hitRatio.sample(hits, hits + count(CacheResult.MISS) + count(CacheResult.UNAVAILABLE));
    }

    @Override
    public void cacheAsked(CacheResult result) {
        meter(cache, result).increment();
    }

    @Override
    public void answered(Source source) {
        meter(reads, source).increment();
    }

    @Override
    public void databaseWentBack() {
        wentBack.increment();
    }

    private double count(CacheResult result) {
        return meter(cache, result).count();
    }

    private static <K extends Enum<K>> Counter meter(Map<K, Counter> meters, K key) {
        return java.util.Objects.requireNonNull(meters.get(key), "every value has its meter");
    }
}
