package dev.yardarm.redis.cluster;

import java.time.Duration;

/**
 * Whether a replica keeps up with its primary, judged by what it answers. Every replica is behind for a moment after each
 * change; one that only gives answers older than what was asked for, for {@link #PATIENCE}, is passed over, and given
 * another chance after {@link #REST}.
 */
final class Freshness {
    private static final long PATIENCE = Duration.ofMillis(500).toNanos();
    private static final long REST = Duration.ofSeconds(2).toNanos();

    private boolean behind;
    private long sinceNanos;

    /** It gave an answer as late as its primary's. */
    void kept() {
        behind = false;
    }

    /** Its primary had a later answer. */
    void missed(long nowNanos) {
        if (!behind) {
            behind = true;
            sinceNanos = nowNanos;
        }
    }

    boolean isBehind(long nowNanos) {
        if (behind && nowNanos - sinceNanos > PATIENCE + REST) {
            behind = false;
        }
        return behind && nowNanos - sinceNanos > PATIENCE;
    }
}
