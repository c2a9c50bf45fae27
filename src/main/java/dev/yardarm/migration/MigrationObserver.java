package dev.yardarm.migration;

/** Is told what both caches do and what becomes of the migration, on whichever thread it happens; for metrics. Must neither fail nor wait. */
public interface MigrationObserver {

    /** An operation has ended without a failure. */
    void ended(Side side, long nanos);

    void failed(Side side);

    /** A read was answered. */
    void read(Side side, boolean hit);

    /** Both caches have been asked for the same. */
    void compared(Comparisons.Outcome outcome);

    /**
     * This gateway has taken up a state.
     *
     * @param seen whether it knew of the one before; else it has just started
     */
    void changed(MigrationState state, boolean seen);
}
