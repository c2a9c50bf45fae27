package dev.yardarm.migration;

import java.time.Duration;
import java.util.List;

/**
 * A migration that goes on by itself: each step's share is held, and what the new cache did meanwhile is judged.
 *
 * @param steps shares of the reads, above 0 and at most 1, each above the one before; one at least
 * @param hold how long each step is held at least; more than 0
 * @param leastOperations of the new cache in one step, below which nothing can be judged; 1 or more
 */
public record Plan(List<Double> steps, Duration hold, Bounds bounds, int leastOperations) {
    /** Enough to tell 1 % of errors from none, and at the pace of the samples that are always taken a matter of seconds. */
    public static final int LEAST_OPERATIONS = 100;

    /** Fails with {@link IllegalArgumentException} on anything else. */
    public Plan {
        steps = List.copyOf(steps);
        double before = 0;
        for (double step : steps) {
            if (!(step > before && step <= 1)) {
                throw new IllegalArgumentException("steps rise, from above 0 to 1 at most");
            }
            before = step;
        }
        if (steps.isEmpty() || hold.isZero() || hold.isNegative() || leastOperations < 1) {
            throw new IllegalArgumentException("a plan has a step, a hold and a number of operations");
        }
    }

    /**
     * What a step has to keep to.
     *
     * @param maxErrorRate failed operations among all, from 0 to 1
     * @param minHitRate hits among the reads that were answered, from 0 to 1
     * @param maxP95 95th percentile of the latency of operations; more than 0
     */
    public record Bounds(double maxErrorRate, double minHitRate, Duration maxP95) {
        /** Fails with {@link IllegalArgumentException} on anything else. */
        public Bounds {
            if (!isRate(maxErrorRate) || !isRate(minHitRate) || maxP95.isZero() || maxP95.isNegative()) {
                throw new IllegalArgumentException("rates are from 0 to 1, a latency is more than 0");
            }
        }

        private static boolean isRate(double rate) {
            return rate >= 0 && rate <= 1;
        }
    }

    boolean isLast(int step) {
        return step == steps.size() - 1;
    }
}
