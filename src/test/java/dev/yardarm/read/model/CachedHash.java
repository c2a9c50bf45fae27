package dev.yardarm.read.model;

import dev.yardarm.read.EncodedSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The hash of one environment on one node, with the rules of {@code publish.lua} and {@code invalidate.lua}. Immutable; what
 * is past its lifetime is to be taken for {@link #ABSENT} ({@link #at}).
 *
 * @param snapshot the fields and {@code #revision}; null if there are none
 * @param fence {@code #fence}; {@link #NO_FENCE} if there is none
 * @param expires when its lifetime ends
 * @param promised no part of the hash, but what the rules are there for: the latest invalidation that was taken and not lost
 *     since, whatever the rules have made of it
 * @param promisedUntil when that promise ends
 */
record CachedHash(@Nullable EncodedSnapshot snapshot, long fence, long expires, long promised, long promisedUntil) {
    static final CachedHash ABSENT = new CachedHash(null, -1, 0, 0, 0);

    static final long NO_FENCE = -1;
    private static final long NO_REVISION = -1;

    /** What is left of it at a moment. */
    CachedHash at(long now) {
        if (now < expires) {
            return this;
        }
        return now < promisedUntil ? new CachedHash(null, NO_FENCE, 0, promised, promisedUntil) : ABSENT;
    }

    /** {@code #revision}. */
    long revision() {
        return snapshot == null ? NO_REVISION : snapshot.revision().value();
    }

    /** At the moment for which it stands. */
    long promisedAt(long now) {
        return now < promisedUntil ? promised : 0;
    }

    CachedHash published(EncodedSnapshot offered, long now, Rules rules) {
        long later = offered.revision().value();
        boolean behindRevision = revision() > later && rules.keep(Mutant.PUBLISH_REVISION);
        boolean behindFence = fence > later && rules.keep(Mutant.PUBLISH_FENCE);
        return behindRevision || behindFence
                ? this
                : new CachedHash(offered, NO_FENCE, now + Bounds.CACHE_LIFETIME, promised, promisedUntil);
    }

    /** Whatever the rules say. */
    CachedHash poisoned(@Nullable EncodedSnapshot madeUp, long madeUpFence, long now) {
        return new CachedHash(madeUp, madeUpFence, now + Bounds.CACHE_LIFETIME, promised, promisedUntil);
    }

    CachedHash invalidated(long committed, long now, Rules rules) {
        long most = Math.max(promisedAt(now), committed);
        if (snapshot != null && revision() >= committed) {
            return new CachedHash(snapshot, fence, expires, most, expires);
        }
        long end = now + Bounds.CACHE_LIFETIME;
        if (!rules.keep(Mutant.INVALIDATE_FENCE)) {
            return new CachedHash(null, NO_FENCE, 0, most, end);
        }
        long left = rules.keep(Mutant.INVALIDATE_LOWERS_FENCE) ? Math.max(fence, committed) : committed;
        return new CachedHash(null, left, end, most, end);
    }
}
