package dev.yardarm.write;

import dev.yardarm.flag.Revision;
import java.util.Optional;
import java.util.Set;

/** What must hold of the flag at the moment of the change (RFC 9110, section 13.1). */
public sealed interface Precondition {

    /** Whether it holds of a flag at its own revision, or of none. */
    boolean holds(Optional<Revision> current);

    /** Nothing must. */
    record None() implements Precondition {
        @Override
        public boolean holds(Optional<Revision> current) {
            return true;
        }
    }

    /** {@code If-Match: *}: the flag exists. */
    record Exists() implements Precondition {
        @Override
        public boolean holds(Optional<Revision> current) {
            return current.isPresent();
        }
    }

    /** {@code If-None-Match: *}: the flag does not exist. */
    record Absent() implements Precondition {
        @Override
        public boolean holds(Optional<Revision> current) {
            return current.isEmpty();
        }
    }

    /** {@code If-Match} with entity tags: the flag is at one of these revisions. */
    record AtRevision(Set<Revision> revisions) implements Precondition {
        public AtRevision {
            revisions = Set.copyOf(revisions);
        }

        @Override
        public boolean holds(Optional<Revision> current) {
            return current.isPresent() && revisions.contains(current.get());
        }
    }
}
