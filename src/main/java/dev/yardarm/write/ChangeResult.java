package dev.yardarm.write;

import dev.yardarm.flag.Flag;
import dev.yardarm.flag.Revision;
import java.util.Optional;

/** What became of a change. */
public sealed interface ChangeResult {

    /**
     * It is committed.
     *
     * @param revision the environment's from this change on
     */
    record Committed(Revision revision, Optional<Flag> before, Optional<Flag> after) implements ChangeResult {}

    /** Nothing was changed: there is no such flag. */
    record NotFound() implements ChangeResult {}

    /** Nothing was changed: the flag is at another revision, or does not exist. */
    record PreconditionFailed(Optional<Revision> current) implements ChangeResult {}
}
