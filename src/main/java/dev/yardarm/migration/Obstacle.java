package dev.yardarm.migration;

/**
 * Something that stands in the way of the new cache taking over.
 *
 * @param kind a short name, such as {@code cluster-not-ok}
 * @param detail a whole sentence
 */
public record Obstacle(String kind, String detail) {}
