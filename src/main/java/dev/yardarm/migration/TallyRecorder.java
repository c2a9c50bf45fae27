package dev.yardarm.migration;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/** Counts what one cache does. Safe for use by several threads. */
final class TallyRecorder {
    private final Side side;
    private final MigrationObserver observer;
    private final LongAdder errors = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final AtomicHistogram micros = new AtomicHistogram(Tally.MOST_MICROS, Tally.DIGITS);

    /** @param observer is told everything as well */
    TallyRecorder(Side side, MigrationObserver observer) {
        this.side = side;
        this.observer = observer;
    }

    void failed() {
        observer.failed(side);
        errors.increment();
    }

    void ended(long nanos) {
        observer.ended(side, nanos);
        micros.recordValue(Math.min(Tally.MOST_MICROS, nanos / 1_000));
    }

    void read(boolean hit) {
        observer.read(side, hit);
        (hit ? hits : misses).increment();
    }

    /** Reads that were answered so far. */
    long reads() {
        return hits.sum() + misses.sum();
    }

    Tally tally() {
        // Before the errors: with them the operations are never fewer than the errors.
        Histogram ended = micros.copy();
        long failed = errors.sum();
        return new Tally(ended.getTotalCount() + failed, failed, hits.sum(), misses.sum(), ended);
    }
}
