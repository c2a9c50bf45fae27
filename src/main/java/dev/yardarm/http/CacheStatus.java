package dev.yardarm.http;

import dev.yardarm.read.Reading;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.http.HttpHeaders;
import java.util.EnumMap;
import java.util.Map;

/** The header {@code Cache-Status} of a reading (RFC 9211): the caches that took part, that nearest to the origin first. */
final class CacheStatus {
    static final CharSequence NAME = HttpHeaders.createOptimized("cache-status");

    private static final String STALE = ", near; hit; detail=stale";

    private final Map<CacheResult, CharSequence> fresh = new EnumMap<>(CacheResult.class);
    private final Map<CacheResult, CharSequence> stale = new EnumMap<>(CacheResult.class);

    /**
     * @param cache what the cache is called: {@code redis} or {@code memory}
     */
    CacheStatus(String cache) {
        put(CacheResult.HIT, cache + "; hit");
        put(CacheResult.MISS, cache + "; fwd=miss");
        put(CacheResult.UNAVAILABLE, cache + "; fwd=bypass; detail=unavailable");
    }

    private void put(CacheResult result, String value) {
        fresh.put(result, HttpHeaders.createOptimized(value));
        stale.put(result, HttpHeaders.createOptimized(value + STALE));
    }

    @SuppressWarnings("NullAway") // Both maps have a value for every result.
    CharSequence of(Reading<?> reading) {
        return (reading.source() == Source.STALE ? stale : fresh).get(reading.cache());
    }
}
