package dev.yardarm.read.model;

/** How long things take in the world at most, in milliseconds of its clock. Lifetimes are shorter than the defaults. */
final class Bounds {
    /** {@code CACHE_TTL}. */
    static final long CACHE_LIFETIME = 20_000;

    /** {@code NEAR_CACHE_MAX_AGE}. */
    static final long NEAR_CACHE_MAX_AGE = 1_000;

    /** Of a call of the store, and of the opening of the feed's connection. */
    static final long STORE_CALL = 1_000;

    static final long CACHE_CALL = 250;

    /** Of reads that have something else to answer with. */
    static final long PATIENCE = 250;

    /** For the copies of Redis to follow when it drops what the store has lost. */
    static final long FOLLOWED = 1_000;

    /** Between heartbeats of the feed. */
    static final long FEED_HEARTBEAT = 250;

    /** A heartbeat that is not answered in this time ends the feed. */
    static final long FEED_DEAD_AFTER = 500;

    /**
     * How long a feed can be taken for connected after the moment that it last told all of: a heartbeat may be answered just
     * in time, and the next not at all.
     */
    static final long FEED_SILENCE = FEED_HEARTBEAT + 2 * FEED_DEAD_AFTER;

    /**
     * By how much an answer that is not marked may be behind the store as it was when the read began.
     *
     * <p>It is an answer for one of four reasons. The feed is connected: then all has been heard but for its silence, and
     * but for what was committed while the revisions that it began with were on their way; if that was lost, a heartbeat
     * finds it. Or the store's word, of all environments or of this one, arrived less than the near cache's greatest age
     * ago: then it was spoken no more than a call before. Or the store was asked after the read began. Or by another read
     * before, which this one shares the answer with: then no more than a call before.
     */
    static final long UNMARKED =
            Math.max(FEED_SILENCE, STORE_CALL + Math.max(NEAR_CACHE_MAX_AGE, FEED_HEARTBEAT + FEED_DEAD_AFTER));

    private Bounds() {}
}
