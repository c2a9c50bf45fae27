package dev.yardarm.load.record;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a number of reads came to. Latencies are in milliseconds, of those that were answered; NaN if none was.
 *
 * @param reads all of them, failed ones too
 * @param shares of all reads, by where the answer came from
 */
public record Figures(
        long reads,
        long failed,
        double mean,
        double p50,
        double p95,
        double p99,
        double max,
        Map<Source, Double> shares) {

    public static Figures of(List<Sample> samples) {
        int[] took = samples.stream()
                .filter(sample -> sample.source() != Source.FAILED)
                .mapToInt(Sample::took)
                .sorted()
                .toArray();
        Map<Source, Double> shares = new EnumMap<>(Source.class);
        samples.forEach(sample -> shares.merge(sample.source(), 1.0 / samples.size(), Double::sum));
        return new Figures(
                samples.size(),
                samples.size() - took.length,
                Arrays.stream(took).average().orElse(Double.NaN),
                percentile(took, 0.50),
                percentile(took, 0.95),
                percentile(took, 0.99),
                percentile(took, 1),
                shares);
    }

    public double share(Source source) {
        return shares.getOrDefault(source, 0.0);
    }

    /** The share of reads that a cache had the answer to; NaN without reads. */
    public double hitRate() {
        return reads == 0 ? Double.NaN : share(Source.NEAR) + share(Source.CACHE);
    }

    /** The least value that so many of all do not exceed. */
    private static double percentile(int[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
