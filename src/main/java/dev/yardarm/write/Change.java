package dev.yardarm.write;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import java.util.Optional;

/**
 * A change that somebody asks for.
 *
 * @param author the name of the token it was asked with
 */
public record Change(Environment environment, FlagKey key, Edit edit, Precondition precondition, String author) {

    /**
     * What the change does to the flag as it stands. Called by the store inside its transaction, with the flag locked.
     */
    public Verdict judge(Optional<Flag> before) {
        boolean exists = before.isPresent();
        if (!exists && !(edit instanceof Edit.Put)) {
            return new Verdict.NotFound();
        }
        Optional<Revision> current = before.map(Flag::revision);
        if (!precondition.holds(current)) {
            return new Verdict.PreconditionFailed(current);
        }
        if (edit instanceof Edit.Put put) {
            return new Verdict.Accepted(Optional.of(put.content()));
        }
        if (edit instanceof Edit.Patch patch) {
            return new Verdict.Accepted(before.map(FlagContent::of).map(patch::applyTo));
        }
        return new Verdict.Accepted(Optional.empty());
    }

    /** What a change does. */
    public sealed interface Verdict {

        /** The flag's content from now on; empty: the flag is removed. */
        record Accepted(Optional<FlagContent> after) implements Verdict {}

        /** There is no such flag to change. */
        record NotFound() implements Verdict {}

        /** The flag is not at a revision that the change was meant for. */
        record PreconditionFailed(Optional<Revision> current) implements Verdict {}
    }
}
