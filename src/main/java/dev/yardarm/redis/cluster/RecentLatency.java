package dev.yardarm.redis.cluster;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** How long answers took of late: their 99th percentile over the last five to ten seconds, computed anew every five. */
final class RecentLatency {
    private static final long PERIOD_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long MOST_MICROS = 10_000_000;
    private static final int DIGITS = 2;

    /** Below it a percentile says little. */
    private static final long LEAST_COUNT = 100;

    private Histogram current = new Histogram(MOST_MICROS, DIGITS);
    private Histogram previous = new Histogram(MOST_MICROS, DIGITS);
    private long sinceNanos;
    private Duration p99;

    /** @param first what is taken for the percentile until enough is known */
    RecentLatency(Duration first, long nowNanos) {
        this.p99 = first;
        this.sinceNanos = nowNanos;
    }

    void record(long tookNanos, long nowNanos) {
        current.recordValue(Math.min(MOST_MICROS, tookNanos / 1_000));
        if (nowNanos - sinceNanos >= PERIOD_NANOS) {
            turn(nowNanos);
        }
    }

    Duration p99() {
        return p99;
    }

    private void turn(long nowNanos) {
        sinceNanos = nowNanos;
        Histogram both = previous;
        both.add(current);
        if (both.getTotalCount() >= LEAST_COUNT) {
            p99 = Duration.ofNanos(both.getValueAtPercentile(99) * 1_000);
        }
        both.reset();
        previous = current;
        current = both;
    }
}
