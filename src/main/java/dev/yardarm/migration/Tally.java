package dev.yardarm.migration;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What one cache did, as far as it can be summed up over gateways. Nobody may change its histogram.
 *
 * @param errors operations that failed, those included that a circuit breaker did not let through
 * @param hits reads that found the environment
 * @param misses reads that did not
 * @param micros latencies of the operations that did not fail: what fails at once says nothing of how fast the cache is
 */
public record Tally(long operations, long errors, long hits, long misses, Histogram micros) {
    /** Two digits of every latency up to ten seconds. */
    static final long MOST_MICROS = 10_000_000;

    static final int DIGITS = 2;

    private static final double PERCENTILE = 95;

    /** Nothing was done. */
    public static Tally none() {
        return new Tally(0, 0, 0, 0, new Histogram(MOST_MICROS, DIGITS));
    }

    /** Both together. */
    public Tally plus(Tally other) {
        Histogram sum = micros.copy();
        sum.add(other.micros);
        return new Tally(
                operations + other.operations, errors + other.errors, hits + other.hits, misses + other.misses, sum);
    }

    /** Without what an earlier one of the same has. */
    Tally since(Tally earlier) {
        Histogram rest = micros.copy();
        rest.subtract(earlier.micros);
        return new Tally(
                operations - earlier.operations,
                errors - earlier.errors,
                hits - earlier.hits,
                misses - earlier.misses,
                rest);
    }

    /** From 0 to 1; 0 if nothing was done. */
    public double errorRate() {
        return operations == 0 ? 0 : (double) errors / operations;
    }

    public boolean hasReads() {
        return hits + misses > 0;
    }

    /** From 0 to 1; 0 if nothing was read. */
    public double hitRate() {
        return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
    }

    /** 95th percentile of the latencies; 0 if there are none. */
    public Duration p95() {
        return Duration.ofNanos(micros.getValueAtPercentile(PERCENTILE) * 1_000);
    }

    /** Of both caches. */
    public record Pair(Tally from, Tally to) {
        /** Nothing was done. */
        public static Pair none() {
            return new Pair(Tally.none(), Tally.none());
        }

        public Tally of(Side side) {
            return side == Side.FROM ? from : to;
        }

        public Pair plus(Pair other) {
            return new Pair(from.plus(other.from), to.plus(other.to));
        }
    }
}
