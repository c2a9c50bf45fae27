package dev.yardarm.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How long snapshots live, and where.
 *
 * @param ttl lifetime of a cached environment; 1 ms or more
 * @param nearCache whether snapshots are kept in the gateway's own memory
 * @param nearCacheMaxAge how long such a snapshot is served unconfirmed while the change feed is down; 0 for never
 * @param staleIfError how old a last-known-good snapshot may be when every backend fails; 0 for never, at most
 *     {@link #UNLIMITED}
 * @param snapshotDir where last-known-good snapshots outlive the process
 */
public record CacheConfig(
        Duration ttl, boolean nearCache, Duration nearCacheMaxAge, Duration staleIfError, Optional<Path> snapshotDir) {
    /**
     * Longer than any process lives: a hundred years. Not the greatest {@code Duration}, so that it can be turned into
     * nanoseconds and added to a clock without an overflow.
     */
    public static final Duration UNLIMITED = Duration.ofDays(36_500);

    public CacheConfig {
        if (ttl.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("a lifetime is 1 ms or more");
        }
        if (nearCacheMaxAge.isNegative() || staleIfError.isNegative() || staleIfError.compareTo(UNLIMITED) > 0) {
            throw new IllegalArgumentException("an age is not negative, and not above UNLIMITED");
        }
    }
}
