package dev.yardarm.migration;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is thought of a step so far. */
public sealed interface Verdict {
    /** It goes on, for a reason. */
    record Hold(String why) implements Verdict {}

    /** It has done well for as long as it had to. */
    record Pass() implements Verdict {}

    /** It has not done well. */
    record Fail(String why) implements Verdict {}

    /** So many errors above the bound are no accident, however few operations there were. */
    int FAILED_FOR_CERTAIN = 10;

    /** Of its hold, in which a new step is not judged by its first misses. */
    int SETTLING_PART = 10;

    /**
     * Judges the new cache.
     *
     * @param whole what it did in the step
     * @param recent what it did lately, which counts by itself once it is enough: a step that was good for long may not be good
     *     any more
     * @param held for how long the step has been in force
     */
    static Verdict of(Plan plan, Tally whole, Tally recent, Duration held) {
        for (Tally tally : List.of(whole, recent)) {
            if (errs(plan, tally) && tally.errors() >= FAILED_FOR_CERTAIN) {
                return tooManyErrors(plan.bounds(), tally);
            }
        }
        boolean isOver = held.compareTo(plan.hold()) >= 0;
        if (!isEnough(plan, whole)) {
            return new Hold(
                    isOver
                            ? "held longer: %d operations are too few to judge, %d are needed"
                                    .formatted(whole.operations(), plan.leastOperations())
                            : "held");
        }
        if (held.compareTo(plan.hold().dividedBy(SETTLING_PART)) < 0) {
            return new Hold("held");
        }
        Optional<Fail> missed =
                missed(plan, whole).or(() -> isEnough(plan, recent) ? missed(plan, recent) : Optional.empty());
        return missed.<Verdict>map(fail -> fail).orElseGet(() -> isOver ? new Pass() : new Hold("held"));
    }

    private static boolean isEnough(Plan plan, Tally tally) {
        return tally.operations() >= plan.leastOperations();
    }

    private static boolean errs(Plan plan, Tally tally) {
        return tally.errorRate() > plan.bounds().maxErrorRate();
    }

    private static Optional<Fail> missed(Plan plan, Tally tally) {
        Plan.Bounds bounds = plan.bounds();
        if (errs(plan, tally)) {
            return Optional.of(tooManyErrors(bounds, tally));
        }
        if (tally.hasReads() && tally.hitRate() < bounds.minHitRate()) {
            return Optional.of(
                    new Fail("hit rate %s below %s".formatted(number(tally.hitRate()), number(bounds.minHitRate()))));
        }
        if (tally.p95().compareTo(bounds.maxP95()) > 0) {
            return Optional.of(new Fail("P95 %s ms above %s ms"
                    .formatted(
                            number(tally.p95().toNanos() / 1e6),
                            number(bounds.maxP95().toNanos() / 1e6))));
        }
        return Optional.empty();
    }

    private static Fail tooManyErrors(Plan.Bounds bounds, Tally to) {
        return new Fail("error rate %s above %s (%d of %d operations)"
                .formatted(number(to.errorRate()), number(bounds.maxErrorRate()), to.errors(), to.operations()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
