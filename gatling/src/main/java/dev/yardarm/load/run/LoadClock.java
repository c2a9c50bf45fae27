package dev.yardarm.load.run;

import java.time.Duration;
import java.util.List;

/**
 * Where a load stands: warming up, judged, or over. It is over when its time is, and what happens beside it has ended too.
 * For any thread.
 */
public final class LoadClock {
    private final LoadShape shape;
    private final List<Background> beside;
    private volatile long began = System.nanoTime();

    public LoadClock(LoadShape shape, List<Background> beside) {
        this.shape = shape;
        this.beside = beside;
    }

    /** Now. */
    public void start() {
        began = System.nanoTime();
    }

    public boolean isWarm() {
        return since(began).compareTo(shape.warmUp()) >= 0;
    }

    public boolean isOver() {
        return since(began).compareTo(shape.warmUp().plus(shape.duration())) >= 0
                && beside.stream().allMatch(Background::hasEnded);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
