package dev.yardarm;

import dev.yardarm.fixture.LoadReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The shares of reads answered from Redis, or from the gateway's own memory if it has one, by window of time.
 *
 * <p>A change invalidates the whole environment, so reads miss between it and the next fill, in a healthy gateway too.
 * With a change each 200 ms that hides what is asked here; so reads in the shadow of a change, from the moment it was sent
 * until shortly after its acknowledgement, are not judged. All others are.
 */
final class HitWindows {
    static final double ENOUGH = 0.99;
    private static final Duration WIDTH = Duration.ofMillis(250);
    private static final Duration STEP = Duration.ofMillis(10);

    /** Many times what a fill takes, on a busy machine too. */
    private static final Duration SHADOW = Duration.ofMillis(100);

    /** A window with fewer judged reads says nothing. */
    private static final int LEAST_READS = 50;

    private final List<FlagWriter.Change> changes;
    private final long[] offsets;
    private final int[] hitsBefore;

    /** @param changes one after another */
    HitWindows(LoadReport report, List<FlagWriter.Change> changes) {
        this.changes = changes;
        LoadReport.Sample[] judged = report.samples().stream()
                .filter(sample -> !isInShadow(sample))
                .sorted((a, b) -> a.offset().compareTo(b.offset()))
                .toArray(LoadReport.Sample[]::new);
        offsets = Arrays.stream(judged)
                .mapToLong(sample -> sample.offset().toNanos())
                .toArray();
        hitsBefore = new int[judged.length + 1];
        for (int i = 0; i < judged.length; i++) {
            hitsBefore[i + 1] = hitsBefore[i] + (isHit(judged[i]) ? 1 : 0);
        }
    }

    static boolean isHit(LoadReport.Sample sample) {
        return sample.status() == 200 && isHit(sample.cacheStatus());
    }

    /** Marked or not: without PostgreSQL nobody can say whether what Redis has is the latest. */
    static boolean isHit(String cacheStatus) {
        return cacheStatus.startsWith("redis; hit") || cacheStatus.equals("near; hit");
    }

    /** The start of the first window, from a moment on, in which Redis answers 99 % of the reads. */
    Optional<Duration> firstFrom(Duration from) {
        long last = offsets.length == 0 ? 0 : offsets[offsets.length - 1] - WIDTH.toNanos();
        for (Duration start = from; start.toNanos() <= last; start = start.plus(STEP)) {
            Duration end = start.plus(WIDTH);
            if (count(start, end) >= LEAST_READS && share(start, end) >= ENOUGH) {
                return Optional.of(start);
            }
        }
        return Optional.empty();
    }

    /** The share of hits between two moments, 0 to 1; 0 without reads. */
    double share(Duration from, Duration to) {
        int hits = hitsBefore[index(to)] - hitsBefore[index(from)];
        return count(from, to) == 0 ? 0 : (double) hits / count(from, to);
    }

    private int count(Duration from, Duration to) {
        return index(to) - index(from);
    }

    /** Of the first read that was due at a moment or later. */
    private int index(Duration moment) {
        int found = Arrays.binarySearch(offsets, moment.toNanos());
        return found < 0 ? -found - 1 : found;
    }

    private boolean isInShadow(LoadReport.Sample sample) {
        int last = lastSentBefore(sample.offset().plus(sample.latency()));
        return last >= 0
                && sample.offset().compareTo(changes.get(last).answered().plus(SHADOW)) <= 0;
    }

    private int lastSentBefore(Duration moment) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).sent().compareTo(moment) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
