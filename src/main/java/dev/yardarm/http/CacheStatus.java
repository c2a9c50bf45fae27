package dev.yardarm.http;

import dev.yardarm.read.Reading;
import dev.yardarm.read.Reading.CacheResult;
import io.vertx.core.http.HttpHeaders;
import java.util.EnumMap;
import java.util.Map;

/** The header {@code Cache-Status} of a reading (RFC 9211): the caches that took part, that nearest to the origin first. */
final class CacheStatus {
    static final CharSequence NAME = HttpHeaders.createOptimized("cache-status");

    /**
     * The contract's mark of an answer that the truth has not confirmed. The gateway gives it on its own account, so it is a
     * member of the gateway's own cache, after that of the cache that was asked, and also where the bytes are the latter's:
     * the contract has no mark for a hit there.
     */
    private static final String STALE = ", near; hit; detail=stale";

    private static final String NEAR_MISS = ", near; fwd=miss";
    private static final CharSequence NEAR_HIT = HttpHeaders.createOptimized("near; hit");

    private final Map<CacheResult, CharSequence> fresh = new EnumMap<>(CacheResult.class);
    private final Map<CacheResult, CharSequence> stale = new EnumMap<>(CacheResult.class);

    /**
     * @param cache what the cache is called: {@code redis} or {@code memory}
     * @param near whether the gateway's own memory is asked before it
     */
    CacheStatus(String cache, boolean near) {
        String before = near ? NEAR_MISS : "";
        put(CacheResult.HIT, cache + "; hit", before);
        put(CacheResult.MISS, cache + "; fwd=miss", before);
        put(CacheResult.UNAVAILABLE, cache + "; fwd=bypass; detail=unavailable", before);
    }

    private void put(CacheResult result, String value, String before) {
        fresh.put(result, HttpHeaders.createOptimized(value + before));
        stale.put(result, HttpHeaders.createOptimized(value + STALE));
    }

    @SuppressWarnings("NullAway") // Both maps have a value for every result.
    CharSequence of(Reading<?> reading) {
        return switch (reading.source()) {
            case NEAR -> NEAR_HIT;
            case STALE -> stale.get(reading.cache());
            case REDIS, POSTGRES -> fresh.get(reading.cache());
        };
    }
}
