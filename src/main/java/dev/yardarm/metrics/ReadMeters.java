package dev.yardarm.metrics;

import dev.yardarm.read.ReadObserver;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;

/** Counts reads by who answered them, and what asking the cache gave. */
public final class ReadMeters implements ReadObserver {
    private final Map<Source, Counter> reads = new EnumMap<>(Source.class);
    private final CacheMeters near;
    private final CacheMeters cache;
    private final Counter wentBack;

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
        cache = new CacheMeters(registry, cacheName, EnumSet.allOf(CacheResult.class));
        near = new CacheMeters(registry, "near", EnumSet.of(CacheResult.HIT, CacheResult.MISS));
        wentBack = Counter.builder("database.went.back")
                .description("Times that the database was found behind what had been seen of it")
                .register(registry);
    }

    private static String label(Source source, String cacheName) {
        return switch (source) {
            case NEAR -> "near";
            case REDIS -> cacheName;
            case POSTGRES -> "postgres";
            case STALE -> "stale";
        };
    }

    /** To be called once a second; the hit ratios are reckoned from these moments. */
    public void everySecond() {
        near.everySecond();
        cache.everySecond();
    }

    @Override
    public void nearAsked(boolean hit) {
        near.asked(hit ? CacheResult.HIT : CacheResult.MISS);
    }

    @Override
    public void cacheAsked(CacheResult result) {
        cache.asked(result);
    }

    @Override
    public void answered(Source source) {
        Objects.requireNonNull(reads.get(source), "every source has its counter")
                .increment();
    }

    @Override
    public void databaseWentBack() {
        wentBack.increment();
    }
}
