package dev.yardarm.redis.cluster;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The least of the last round trips to a node: what the way alone takes, without the waits of a busy moment at either end
 * (compare the minimum filter of TCP BBR).
 */
final class LeastRoundTrip {
    private static final int KEPT = 40;
    private static final int ENOUGH = 8;

    private final long[] nanos = new long[KEPT];
    private long count;

    void record(long tookNanos) {
        nanos[(int) (count++ % KEPT)] = tookNanos;
    }

    /** In nanoseconds; none while too few are known to compare nodes by. */
    OptionalLong get() {
        return count < ENOUGH
                ? OptionalLong.empty()
                : Arrays.stream(nanos, 0, (int) Math.min(count, KEPT)).min();
    }
}
