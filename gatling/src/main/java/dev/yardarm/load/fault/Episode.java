package dev.yardarm.load.fault;

import java.util.OptionalLong;

/**
 * One fault as it went. Times are in milliseconds.
 *
 * @param at when it was injected, by the recording's clock
 * @param until the end of its window
 * @param watchedUntil how long hits were waited for afterwards
 * @param primaryBack after what time a primary took writes of the flags again; none if it did not within the bound
 */
public record Episode(String title, long at, long until, long watchedUntil, OptionalLong primaryBack) {}
