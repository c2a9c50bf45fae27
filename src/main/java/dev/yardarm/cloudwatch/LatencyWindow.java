package dev.yardarm.cloudwatch;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The P95 of what timers recorded from one look to the next, from the counts of their common buckets. Belongs to one thread at
 * a time.
 *
 * <p>Between the bounds of a bucket it is interpolated, and above the last it is the last, as Prometheus does it (manual,
 * histogram_quantile); so both tell the same.
 */
final class LatencyWindow {
    private static final double SHARE = 0.95;

    /** How many took no longer than a bucket's bound, by that in nanoseconds; infinity is the last, for all. */
    private final Map<Double, Increase> buckets = new TreeMap<>();

    /** In nanoseconds; NaN if nothing was recorded. */
    double p95Nanos(Collection<Timer> timers) {
        Map<Double, Double> totals = new TreeMap<>();
        for (Timer timer : timers) {
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
                totals.merge(bucket.bucket(), bucket.count(), Double::sum);
            }
            totals.merge(Double.POSITIVE_INFINITY, (double) timer.count(), Double::sum);
        }
        Map<Double, Double> counts = new TreeMap<>();
        totals.forEach((bound, total) -> counts.put(
                bound, buckets.computeIfAbsent(bound, first -> new Increase()).upTo(total)));
        return quantile(counts);
    }

    private static double quantile(Map<Double, Double> counts) {
        double rank = SHARE * counts.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
        double lowerBound = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
            double count = bucket.getValue();
            if (rank > 0 && count >= rank) {
                return Double.isInfinite(bucket.getKey())
                        ? lowerBound
                        : lowerBound + (bucket.getKey() - lowerBound) * (rank - below) / (count - below);
            }
            lowerBound = bucket.getKey();
            below = count;
        }
        return Double.NaN;
    }
}
