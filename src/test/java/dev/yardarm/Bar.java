package dev.yardarm;

import dev.yardarm.fixture.LoadReport;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the figures of a row must show. */
enum Bar {
    EVERY_READ_OK(
            "every read answered with 200",
            figures -> figures.failed().isEmpty(),
            figures -> figures.failed().size() + " others, the first "
                    + figures.failed().get(0)),
    NOTHING_WRONG(
            "all that the row itself looks at",
            figures -> figures.wrong().isEmpty(),
            figures -> figures.wrong().toString()),
    NO_CONNECTION_LOST("no connection lost", figures -> figures.closed() == 0, figures -> figures.closed() + " lost"),
    NO_STALE_READ(
            "no stale read",
            figures -> figures.stale().isEmpty(),
            figures -> figures.stale().size() + " stale, the first "
                    + figures.stale().get(0)),
    CHANGES_READABLE(
            "an acknowledged change is readable at once",
            figures -> figures.changes().acknowledged() > 0
                    && figures.changes().unreadable().isEmpty(),
            figures -> figures.changes().acknowledged() + " acknowledged, not so: "
                    + figures.changes().unreadable()),
    NO_CHANGE_REFUSED(
            "no change refused",
            figures -> figures.changes().refused().isEmpty(),
            figures -> "answered with " + figures.changes().refused()),
    BACK("Redis answers 99 % of reads again", figures -> figures.back().isPresent(), Bar::back),
    BACK_AFTER_THE_REPAIR(
            "Redis answers 99 % of reads again after the repair",
            RowFigures::isBackAfterRepair, figures -> "not in time, see the notes"),
    BACK_WITHIN_1_S("Redis answers 99 % of reads again within 1 s", figures -> isBackWithin(figures, 1), Bar::back),
    BACK_WITHIN_5_S("Redis answers 99 % of reads again within 5 s", figures -> isBackWithin(figures, 5), Bar::back),
    HITS_GO_ON(
            "Redis answers 99 % of reads all the while",
            figures -> isBackWithin(figures, 0) && figures.hitsSince() >= HitWindows.ENOUGH, Bar::back),
    BREAKER_WITHIN_1_S(
            "breaker open within 1 s",
            figures -> figures.breaker().filter(Bar::isASecond).isPresent(),
            figures -> figures.breaker().map(Duration::toString).orElse("never seen open")),
    MEMORY_GOES_ON(
            "99 % of reads answered from memory all the while",
            figures -> memory(figures) >= HitWindows.ENOUGH, figures -> "%.1f %%".formatted(100 * memory(figures))),
    P99_MOVED_BY_5(
            "p99 at most 5 ms more than before the fault",
            figures -> moved(figures).compareTo(Duration.ofMillis(5)) <= 0,
            figures -> "before " + text(figures.before()) + ", during " + text(figures.during())),
    P99_BELOW_50("p99 < 50 ms", figures -> isBelow(figures.during(), 0.99, 50), figures -> text(figures.during())),
    FIRST_SECOND_BELOW_250(
            "p99 < 250 ms in the first second",
            figures -> isBelow(figures.firstSecond(), 0.99, 250),
            figures -> text(figures.firstSecond())),
    LATER_BELOW_20(
            "p99 < 20 ms from the second on",
            figures -> isBelow(figures.later(), 0.99, 20),
            figures -> text(figures.later())),
    OPEN_BELOW_50(
            "p99 < 50 ms once the breaker is open",
            figures -> isBelow(figures.opened(), 0.99, 50),
            figures -> text(figures.opened())),
    NONE_ABOVE_500(
            "no read above 500 ms", figures -> isBelow(figures.during(), 1, 500), figures -> text(figures.during())),
    /** What a hung node holds up takes as long as the hang; no machine is so busy. */
    NONE_HELD_UP(
            "no read above 1 s", figures -> isBelow(figures.during(), 1, 1_000), figures -> text(figures.during()));

    /** Of every row. */
    static final List<Bar> ALWAYS = List.of(
            EVERY_READ_OK,
            NOTHING_WRONG,
            NO_CONNECTION_LOST,
            NO_STALE_READ,
            CHANGES_READABLE,
            NO_CHANGE_REFUSED,
            NONE_HELD_UP,
            BACK,
            BACK_AFTER_THE_REPAIR);

    /** Of a row in which only Redis fails, for a gateway that answers from its own memory. */
    static final List<Bar> HIDDEN = List.of(
            EVERY_READ_OK,
            NOTHING_WRONG,
            NO_CONNECTION_LOST,
            NO_STALE_READ,
            CHANGES_READABLE,
            NO_CHANGE_REFUSED,
            NONE_HELD_UP,
            MEMORY_GOES_ON,
            P99_MOVED_BY_5);

    private final String text;

    // Functions of their argument alone, which their types do not say.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Predicate<RowFigures> holds;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<RowFigures, String> instead;

    Bar(String text, Predicate<RowFigures> holds, Function<RowFigures, String> instead) {
        this.text = text;
        this.holds = holds;
        this.instead = instead;
    }

    boolean holds(RowFigures figures) {
        return holds.test(figures);
    }

    /** Whether it is about when something happened, and not about what was answered. */
    boolean isOfTime() {
        return switch (this) {
            case BACK,
                    BACK_AFTER_THE_REPAIR,
                    BACK_WITHIN_1_S,
                    BACK_WITHIN_5_S,
                    HITS_GO_ON,
                    MEMORY_GOES_ON,
                    BREAKER_WITHIN_1_S,
                    NONE_ABOVE_500 -> true;
            default -> isOfLatency();
        };
    }

    /** Whether it is about latency, which a machine that does other work at the same time cannot tell. */
    boolean isOfLatency() {
        return switch (this) {
            case P99_MOVED_BY_5, P99_BELOW_50, FIRST_SECOND_BELOW_250, LATER_BELOW_20, OPEN_BELOW_50 -> true;
            default -> false;
        };
    }

    /** What was wanted, and what there is. */
    String broken(RowFigures figures) {
        return text + "; but " + instead.apply(figures);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isBackWithin(RowFigures figures, int seconds) {
        return figures.back()
                .filter(back -> back.compareTo(Duration.ofSeconds(seconds)) <= 0)
                .isPresent();
    }

    private static double memory(RowFigures figures) {
        return figures.during().share(sample -> sample.cacheStatus().equals("near; hit"));
    }

    private static Duration moved(RowFigures figures) {
        return figures.during().percentile(0.99).minus(figures.before().percentile(0.99));
    }

    private static boolean isASecond(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) <= 0;
    }

    private static String back(RowFigures figures) {
        return figures.back()
                .map(back -> "after %d ms, from then on %.1f %%".formatted(back.toMillis(), 100 * figures.hitsSince()))
                .orElse("never");
    }

    /** Where nothing was measured nothing is shown. */
    private static boolean isBelow(LoadReport reads, double share, int millis) {
        return reads.count() > 0 && reads.percentile(share).compareTo(Duration.ofMillis(millis)) < 0;
    }

    private static String text(LoadReport reads) {
        return reads.summary();
    }
}
