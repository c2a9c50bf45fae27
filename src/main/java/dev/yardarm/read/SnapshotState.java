package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.time.Duration;

/**
 * The last known good of an environment, as operators see it.
 *
 * @param age since a backend last confirmed it
 */
public record SnapshotState(Environment environment, Revision revision, Duration age) {}
