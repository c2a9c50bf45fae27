package dev.yardarm.load.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Every read of a simulation with its time, beside Gatling's own statistics: those know the whole of a run, and neither a
 * fault's window nor where an answer came from. For any thread. A million reads take about 40 MB.
 */
public final class Recording {
    /** In which a hit rate is looked at: short enough to see a gap, long enough to hold some reads. */
    private static final long WINDOW_MILLIS = 250;

    private static final double BACK = 0.99;
    private static final long SECOND_MILLIS = 1_000;

    private final LongSupplier nanoClock;
    private final long began;
    private final List<Sample> samples = new ArrayList<>();

    public Recording() {
        this(System::nanoTime);
    }

    Recording(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.began = nanoClock.getAsLong();
    }

    /** Milliseconds since it began: the clock of all that is recorded. */
    public long now() {
        return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - began);
    }

    /** A read that is over now. */
    public synchronized void add(int tookMillis, Source source) {
        samples.add(new Sample(now(), tookMillis, source));
    }

    public Figures all() {
        return figures(sample -> true);
    }

    /** Of the reads that were over from one time on and before another. */
    public Figures between(long from, long to) {
        return figures(sample -> sample.at() >= from && sample.at() < to);
    }

    /** The p99 of the second in which it was highest, of those in which reads began from one time on and before another. */
    public double worstSecond(long from, long to) {
        Map<Long, List<Sample>> seconds = new HashMap<>();
        synchronized (this) {
            samples.stream()
                    .filter(sample -> sample.began() >= from && sample.began() < to)
                    .forEach(sample -> seconds.computeIfAbsent(
                                    (sample.began() - from) / SECOND_MILLIS, second -> new ArrayList<>())
                            .add(sample));
        }
        return seconds.values().stream()
                .mapToDouble(second -> Figures.of(second).p99())
                .filter(p99 -> !Double.isNaN(p99))
                .max()
                .orElse(Double.NaN);
    }

    public synchronized Figures figures(Predicate<Sample> which) {
        return Figures.of(samples.stream().filter(which).toList());
    }

    /**
     * How many milliseconds after a fault the last window ended in which caches did not have more than 99 % of the answers, as
     * in one without any; 0 if there was none. NaN if it is the last of all: hits are not back then.
     */
    public double timeToHits(long fault, long until) {
        long back = fault;
        long to = fault;
        while (to + WINDOW_MILLIS <= until) {
            to += WINDOW_MILLIS;
            if (!(between(to - WINDOW_MILLIS, to).hitRate() > BACK)) {
                back = to;
            }
        }
        return to == fault || back == to ? Double.NaN : back - fault;
    }
}
