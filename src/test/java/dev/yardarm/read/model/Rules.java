package dev.yardarm.read.model;

import dev.yardarm.read.Readers.Lapse;
import java.util.Optional;

/**
 * The rules that a world keeps: all of them, or all but one.
 *
 * @param leftOut empty if all are kept
 */
record Rules(Optional<Mutant> leftOut) {
    static final Rules ALL = new Rules(Optional.empty());

    static Rules without(Mutant mutant) {
        return new Rules(Optional.of(mutant));
    }

    boolean keep(Mutant rule) {
        return leftOut.isEmpty() || leftOut.get() != rule;
    }

    boolean keepAll() {
        return leftOut.isEmpty();
    }

    /** Of readers. */
    Lapse lapse() {
        return leftOut.map(Mutant::lapse).orElse(Lapse.NONE);
    }

    /** Whether near caches are on, or off; empty if the dice are to say. */
    Optional<Boolean> near() {
        return leftOut.flatMap(Mutant::near);
    }
}
