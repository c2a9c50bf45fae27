package dev.yardarm.read.model;

/**
 * Something that is under way: it happens whenever the dice choose it, but no later than at its deadline, by which it is
 * late instead.
 *
 * @param deadline {@link Scheduler#NEVER} if nobody waits for it
 * @param late what becomes of it at the deadline
 */
record Pending(long deadline, Runnable happens, Runnable late) {}
