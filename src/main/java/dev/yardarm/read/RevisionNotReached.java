package dev.yardarm.read;

import dev.yardarm.flag.Revision;

/** A read asked for a revision that the truth has not reached: it was made up, belongs elsewhere, or its write was lost. */
public final class RevisionNotReached extends RuntimeException {
    private final Revision current;

    public RevisionNotReached(Revision asked, Revision current) {
        super("revision " + asked + " was asked for, the environment is at " + current, null, false, false);
        this.current = current;
    }

    /** What the environment is at. */
    public Revision current() {
        return current;
    }
}
