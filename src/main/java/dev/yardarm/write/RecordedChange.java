package dev.yardarm.write;

import dev.yardarm.flag.Flag;
import dev.yardarm.flag.Revision;
import java.time.Instant;
import java.util.Optional;

/**
 * A committed change as history keeps it.
 *
 * @param author the name of the token it was made with
 * @param before empty if the change created the flag
 * @param after empty if it removed it
 */
public record RecordedChange(
        Revision revision, Instant time, String author, Optional<Flag> before, Optional<Flag> after) {}
