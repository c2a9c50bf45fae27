package dev.yardarm.migration;

/** One of the two caches of a migration. */
public enum Side {
    /** The one that is left. */
    FROM,
    /** The one that takes over. */
    TO
}
