package dev.yardarm.load.run;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Where a load stands: warming up, judged, or over. It is over when its time is, and what happens beside it has ended too.
 * For any thread.
 */
public final class LoadClock {
    private final LoadShape shape;
    private final List<Background> beside;
    private final LongSupplier nanoClock;
    private volatile long began;

    public LoadClock(LoadShape shape, List<Background> beside) {
        this(shape, beside, System::nanoTime);
    }

    LoadClock(LoadShape shape, List<Background> beside, LongSupplier nanoClock) {
        this.shape = shape;
        this.beside = beside;
        this.nanoClock = nanoClock;
        this.began = nanoClock.getAsLong();
    }

    /** Now. */
    public void start() {
        began = nanoClock.getAsLong();
    }

    public boolean isWarm() {
        return since(began).compareTo(shape.warmUp()) >= 0;
    }

    public boolean isOver() {
        return since(began).compareTo(shape.warmUp().plus(shape.duration())) >= 0
                && beside.stream().allMatch(Background::hasEnded);
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(nanoClock.getAsLong() - nanos);
    }
}
