package dev.yardarm.read;

import dev.yardarm.flag.Revision;
import java.time.Duration;

/**
 * The answer to a read, and how it was come by.
 *
 * @param revision of the environment, as the answer knows it
 * @param cache what asking the cache gave; says nothing if the source is {@link Source#NEAR}, which asks nobody
 * @param source who the answer is from
 * @param node the Redis node that answered, {@code -} if none did; for logs
 * @param age how long ago a backend last confirmed the answer; zero unless the source is {@link Source#STALE}
 */
public record Reading<T>(T value, Revision revision, CacheResult cache, Source source, String node, Duration age) {

    /** What asking a cache gave. A cached environment that is older than the fence is a miss. */
    public enum CacheResult {
        HIT,
        MISS,
        UNAVAILABLE
    }

    /** Who a read was answered by. */
    public enum Source {
        /** The gateway's own memory. */
        NEAR,
        REDIS,
        POSTGRES,
        /** The last known good: no backend could answer. */
        STALE
    }
}
