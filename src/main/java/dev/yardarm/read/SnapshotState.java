package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.time.Duration;

/**
 * The last known good of an environment, as operators see it.
 *
 * @param origin who this process has it from
 * @param age for how long it has not been known to be what the store has: next to nothing while changes are heard of
 */
public record SnapshotState(Environment environment, Revision revision, LastKnownGood.Origin origin, Duration age) {}
