package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The highest revision of each environment that this gateway knows to be committed: from its own writes, and from any
 * answer it has seen. Nothing older is ever answered with.
 *
 * <p>One per gateway, for all threads. It holds existing environments only, so that made-up names cost no memory.
 */
public final class Fence {
    private final ConcurrentMap<Environment, Revision> revisions = new ConcurrentHashMap<>();

    /** {@link Revision#NONE} where nothing is known. */
    public Revision of(Environment environment) {
        return revisions.getOrDefault(environment, Revision.NONE);
    }

    /** Takes note of a revision; one that is not later than what is known changes nothing. */
    public void raise(Environment environment, Revision seen) {
        // Read first: nearly every call brings nothing new, and a merge locks.
        if (of(environment).isBefore(seen)) {
            revisions.merge(environment, seen, Revision::or);
        }
    }

    /**
     * Lowers the fence because the truth itself was read and found lower: the database went back, or the fence was raised
     * by something that was never true. Returns false, and changes nothing, if the fence has moved from where it stood
     * when that read was begun: then there is news that the read did not know of.
     */
    public boolean lower(Environment environment, Revision stoodAt, Revision truth) {
        return revisions.replace(environment, stoodAt, truth);
    }
}
