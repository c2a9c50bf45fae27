package dev.yardarm.read.model;

import dev.yardarm.read.model.Checker.Violation;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Many runs of the world, one for each seed from a first one on. */
final class Exploration {
    private static final int BLOCK = 4_096;

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
        for (int begin = 0; begin < most; begin += BLOCK) {
            // Each is a world of its own, so they are played on all processors; the first finding is the one that
            // counts.
            OptionalInt broken = IntStream.range(begin, Math.min(begin + BLOCK, most))
                    .parallel()
                    .filter(run -> !isKept(firstSeed + run, run, hashes))
                    .min();
            if (broken.isPresent()) {
                int run = broken.getAsInt();
                return new Outcome(run + 1, different(hashes, run + 1), again(firstSeed + run));
            }
        }
        return new Outcome(most, different(hashes, most), Optional.empty());
    }

    private boolean isKept(long seed, int run, long[] hashes) {
        Trace trace = Trace.ofTheNumberAlone();
        @Nullable Violation violation = new Run(seed, rules, judged, trace).play();
        hashes[run] = trace.hash();
        return violation == null;
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
