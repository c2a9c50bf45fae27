package dev.yardarm.load.record;

import dev.yardarm.load.record.Outcome.Result;
import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * One thing that is asked of a simulation, judged once its load is over.
 *
 * @param asked for example {@code mean < 50 ms}; tells it from all others of the simulation
 */
public record Judgement(String asked, Supplier<Outcome> outcome) {

    /** That a time in milliseconds is below a bound. What was not measured, NaN, is not. */
    public static Judgement below(String what, Duration bound, DoubleSupplier millis) {
        return number("%s < %d ms".formatted(what, bound.toMillis()), millis, "ms", value -> value < bound.toMillis());
    }

    /** That a share is above a bound, both from 0 to 1. */
    public static Judgement above(String what, double bound, DoubleSupplier share) {
        return new Judgement("%s > %s".formatted(what, percent(bound)), () -> {
            double value = share.getAsDouble();
            return new Outcome(value > bound, percent(value));
        });
    }

    /** That a share is at least what is asked, both from 0 to 1. */
    public static Judgement share(String what, double least, DoubleSupplier share) {
        return new Judgement("%s >= %s".formatted(what, percent(least)), () -> {
            double value = share.getAsDouble();
            return new Outcome(value >= least, percent(value));
        });
    }

    /** That a count is not above a bound. */
    public static Judgement atMost(String what, double most, DoubleSupplier count) {
        return number("%s <= %.0f".formatted(what, most), count, "", value -> value <= most);
    }

    /** That there is none of what no client may see, however slow the machine. */
    public static Judgement none(String what, DoubleSupplier count) {
        return new Judgement("no " + what, () -> {
            double value = count.getAsDouble();
            return new Outcome(value == 0 ? Result.HELD : Result.BROKEN, shown(value, ""));
        });
    }

    /** That a count is not below a bound. */
    public static Judgement atLeast(String what, double least, DoubleSupplier count) {
        return number("%s >= %.0f".formatted(what, least), count, "", value -> value >= least);
    }

    /** A share as a report shows it; a dash for NaN. */
    public static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /** A number as a report shows it, with at most one decimal; a dash for NaN. */
    public static String shown(double value, String unit) {
        if (Double.isNaN(value)) {
            return "–";
        }
        String number = value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
        return unit.isEmpty() ? number : number + " " + unit;
    }

    private static Judgement number(
            String asked, DoubleSupplier measured, String unit, java.util.function.DoublePredicate holds) {
        return new Judgement(asked, () -> {
            double value = measured.getAsDouble();
            return new Outcome(holds.test(value), shown(value, unit));
        });
    }
}
