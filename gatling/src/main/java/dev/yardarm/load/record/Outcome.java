package dev.yardarm.load.record;

/**
 * Whether something that was asked for holds.
 *
 * @param measured what it was, as a report shows it
 */
public record Outcome(boolean held, String measured) {}
