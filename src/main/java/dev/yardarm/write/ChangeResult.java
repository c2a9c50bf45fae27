package dev.yardarm.write;

import dev.yardarm.flag.Flag;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedSnapshot;
import java.util.Optional;

/** What became of a change. */
public sealed interface ChangeResult {

    /**
     * It is committed.
     *
     * @param revision the environment's from this change on
     * @param whole the environment as of this change or a later one; empty if the caller has the one before, or if the store
     *     was lost right after the commit
     */
    record Committed(Revision revision, Optional<Flag> before, Optional<Flag> after, Optional<EncodedSnapshot> whole)
            implements ChangeResult {
        public Committed(Revision revision, Optional<Flag> before, Optional<Flag> after) {
            this(revision, before, after, Optional.empty());
        }
    }

    /** Nothing was changed: there is no such flag. */
    record NotFound() implements ChangeResult {}

    /** Nothing was changed: the flag is at another revision, or does not exist. */
    record PreconditionFailed(Optional<Revision> current) implements ChangeResult {}
}
