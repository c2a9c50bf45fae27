package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import java.time.Duration;
import java.util.Optional;

/**
 * What a gateway may answer reads with.
 *
 * @param defaultEnvironment exists even before its first change
 * @param near the lifetime of snapshots in its own memory, from which it answers before asking the cache; empty if it is not
 *     to do that
 * @param staleIfError the greatest age of a last known good that is still an answer
 */
public record ReadRules(Environment defaultEnvironment, Optional<Duration> near, Duration staleIfError) {}
