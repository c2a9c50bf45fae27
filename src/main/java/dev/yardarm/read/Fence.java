package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

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
    private static final Mark UNMARKED = new Mark(Revision.NONE, Revision.NONE, 0, 0);

    private final ConcurrentMap<Environment, Mark> marks = new ConcurrentHashMap<>();

    /**
     * Where the fence of an environment stands at a moment. A database that went back gives the same revisions again, so
     * that the same revision does not say that nothing has happened in between; the counts do.
     *
     * @param known at or above what was shown
     * @param shown the highest that clients were answered with, or that a write of theirs was acknowledged with
     * @param era how often the fence was lowered
     * @param news how many commits were told of, whether they raised it or not
     */
    public record Mark(Revision known, Revision shown, long era, long news) {
        private Mark or(Mark other) {
            return new Mark(known.or(other.known), shown.or(other.shown), era, news + other.news);
        }

        private boolean isLike(Mark other) {
            return known.equals(other.known) && era == other.era && news == other.news;
        }

        private Mark loweredTo(Revision truth) {
            return new Mark(truth, truth.isBefore(shown) ? truth : shown, era + 1, news);
        }
    }

    /** {@link Revision#NONE} where nothing is known. */
    public Revision of(Environment environment) {
        return mark(environment).known();
    }

    /** The highest that clients were answered with, or that a write of theirs was acknowledged with. */
    Revision shown(Environment environment) {
        return mark(environment).shown();
    }

    /** All of it, to be compared with what it is later. */
    public Mark mark(Environment environment) {
        return marks.getOrDefault(environment, UNMARKED);
    }

    /** Whether it has not been lowered since. */
    public boolean isInEra(Environment environment, Mark then) {
        return mark(environment).era() == then.era();
    }

    /**
     * Takes note of a revision that clients are shown, or that was loaded whole; one that is not later than what is known
     * changes nothing.
     */
    public void raise(Environment environment, Revision seen) {
        // Read first: nearly every call brings nothing new, and a merge locks.
        if (shown(environment).isBefore(seen)) {
            marks.merge(environment, new Mark(seen, seen, 0, 0), Mark::or);
        }
    }

    /** As {@link #raise}, unless the fence was lowered since: then it is about what was seen before, and was lost. */
    void raise(Environment environment, Mark then, Revision seen) {
        if (then.shown().isBefore(seen)) {
            marks.compute(
                    environment,
                    (same, present) -> present == null || present.era() == then.era()
                            ? (present == null ? then : present).or(new Mark(seen, seen, 0, 0))
                            : present);
        }
    }

    /** Takes note that a revision is committed, which no client was shown. */
    void hear(Environment environment, Revision committed) {
        if (of(environment).isBefore(committed)) {
            marks.merge(environment, new Mark(committed, Revision.NONE, 0, 0), Mark::or);
        }
    }

    /** As {@link #hear}, of a commit that was told of just now: who asked the store before may not have found it. */
    void announce(Environment environment, Revision committed) {
        marks.merge(environment, new Mark(committed, Revision.NONE, 0, 1), Mark::or);
    }

    /** As {@link #raise}, of a commit of this gateway: who asked the store before may not have found it. */
    public void commit(Environment environment, Revision committed) {
        marks.merge(environment, new Mark(committed, committed, 0, 1), Mark::or);
    }

    /**
     * Lowers the fence because the truth itself was read and found lower: the database went back, or the fence was raised
     * by something that was never true. Returns false, and changes nothing, if anything was told of since that read was
     * begun: then there is news that the read did not know of.
     *
     * @param stoodAt the fence when that read was begun
     * @param drop what drops all that is above, before anybody sees the fence lower; only called if it is lowered, and
     *     not to touch this fence
     */
    public boolean lower(Environment environment, Mark stoodAt, Revision truth, Runnable drop) {
        AtomicBoolean lowered = new AtomicBoolean();
        marks.computeIfPresent(environment, (same, present) -> {
            if (!present.isLike(stoodAt)) {
                return present;
            }
            drop.run();
            lowered.set(true);
            return present.loweredTo(truth);
        });
        return lowered.get();
    }
}
