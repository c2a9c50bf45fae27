package dev.yardarm.migration;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was done lately, from sums that only grow: after a long good time the sums alone would hide for long that it is over.
 */
final class RecentTally {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int PARTS_OF_A_HOLD = 10;

    private final Duration window;
    private final Deque<Sum> sums = new ArrayDeque<>();

    private record Sum(Duration at, Tally tally) {}

    /** @param window for how long something counts as done lately */
    RecentTally(Duration window) {
        this.window = window;
    }

    /** For the steps of a plan: a tenth of its hold, from one second to ten. */
    static RecentTally of(Plan plan) {
        Duration part = plan.hold().dividedBy(PARTS_OF_A_HOLD);
        Duration least = part.compareTo(LEAST) < 0 ? LEAST : part;
        return new RecentTally(least.compareTo(MOST) > 0 ? MOST : least);
    }

    /**
     * Takes a sum, and gives what it has that the last one from before the window has not; all of it as long as there is none.
     *
     * @param at when, counted from any moment on
     */
    Tally since(Tally sum, Duration at) {
        sums.add(new Sum(at, sum));
        Tally earlier = Tally.none();
        while (!sums.isEmpty() && at.minus(window).compareTo(sums.peek().at()) >= 0) {
            earlier = sums.remove().tally();
        }
        if (earlier.operations() > 0) {
            sums.addFirst(new Sum(at.minus(window), earlier));
        }
        return sum.since(earlier);
    }
}
