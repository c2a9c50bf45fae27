package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The highest revision of each environment that this gateway knows to be committed: from its own writes, from any answer it
 * has seen, and from what it hears of the writes of others. Nothing older is an answer, as long as anybody can be asked.
 *
 * <p>What was only heard of is held apart from what clients were shown. Where nobody can be asked, a gateway that has been
 * told of a change and could not get it would have no answer at all, from a snapshot that is a moment old; so then what
 * reaches all that was shown is an answer, marked as stale, and no client sees anything go back.
 *
 * <p>One per gateway, for all threads. It holds existing environments only, so that made-up names cost no memory.
 */
public final class Fence {
    private static final Marks NO_MARKS = new Marks(Revision.NONE, Revision.NONE);

    private final ConcurrentMap<Environment, Marks> marks = new ConcurrentHashMap<>();

    /** @param known at or above what was shown */
    private record Marks(Revision known, Revision shown) {
        Marks or(Marks other) {
            return new Marks(known.or(other.known), shown.or(other.shown));
        }
    }

    /** {@link Revision#NONE} where nothing is known. */
    public Revision of(Environment environment) {
        return marks(environment).known();
    }

    /** The highest that clients were answered with, or that a write of theirs was acknowledged with. */
    Revision shown(Environment environment) {
        return marks(environment).shown();
    }

    /**
     * Takes note of a revision that clients are shown, or that was loaded whole; one that is not later than what is known
     * changes nothing.
     */
    public void raise(Environment environment, Revision seen) {
        // Read first: nearly every call brings nothing new, and a merge locks.
        if (shown(environment).isBefore(seen)) {
            marks.merge(environment, new Marks(seen, seen), Marks::or);
        }
    }

    /** Takes note that a revision is committed, which no client was shown. */
    void hear(Environment environment, Revision committed) {
        if (of(environment).isBefore(committed)) {
            marks.merge(environment, new Marks(committed, Revision.NONE), Marks::or);
        }
    }

    /**
     * Lowers the fence because the truth itself was read and found lower: the database went back, or the fence was raised
     * by something that was never true. Returns false, and changes nothing, if the fence has moved from where it stood
     * when that read was begun: then there is news that the read did not know of.
     */
    public boolean lower(Environment environment, Revision stoodAt, Revision truth) {
        Marks present = marks(environment);
        Revision shown = truth.isBefore(present.shown()) ? truth : present.shown();
        return present.known().equals(stoodAt) && marks.replace(environment, present, new Marks(truth, shown));
    }

    private Marks marks(Environment environment) {
        return marks.getOrDefault(environment, NO_MARKS);
    }
}
