package dev.yardarm.read.model;

import dev.yardarm.read.model.Checker.Violation;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Many runs of the world, one for each seed from a first one on. */
final class Exploration {
    private final Rules rules;
    private final Set<Property> judged;

    /**
     * @param rules that are kept
     * @param judged the promises that are looked at
     */
    Exploration(Rules rules, Set<Property> judged) {
        this.rules = rules;
        this.judged = judged;
    }

    /**
     * What came of it.
     *
     * @param runs up to the first broken promise, that one included
     * @param different how many of them differ in what happened
     */
    record Outcome(int runs, int different, Optional<Finding> finding) {}

    /** A run in which a promise was broken, with all that happened in it. */
    record Finding(long seed, Property property, String trace) {
        @Override
        public String toString() {
            return "seed " + seed + " breaks " + property + ":\n" + trace;
        }
    }

    Outcome explore(long firstSeed, int most) {
        long[] hashes = new long[most];
        for (int run = 0; run < most; run++) {
            Trace trace = Trace.ofTheNumberAlone();
            @Nullable Violation violation = new Run(firstSeed + run, rules, judged, trace).play();
            hashes[run] = trace.hash();
            if (violation != null) {
                return new Outcome(run + 1, different(hashes, run + 1), again(firstSeed + run));
            }
        }
        return new Outcome(most, different(hashes, most), Optional.empty());
    }

    /** The same run, with all that happens in it; empty if no promise is broken in it. */
    private Optional<Finding> again(long seed) {
        Trace trace = Trace.ofLines();
        @Nullable Violation violation = new Run(seed, rules, judged, trace).play();
        return violation == null
                ? Optional.empty()
                : Optional.of(new Finding(seed, violation.property(), trace.text()));
    }

    private static int different(long[] hashes, int count) {
        return (int) Arrays.stream(hashes, 0, count).distinct().count();
    }
}
