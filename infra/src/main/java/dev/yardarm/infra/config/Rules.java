package dev.yardarm.infra.config;

import dev.yardarm.infra.config.InvalidConfig.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the values of one record have to keep; all that is broken is said at once. */
final class Rules {
    private final List<Mistake> broken = new ArrayList<>();

    Rules require(boolean kept, String key, String what) {
        if (!kept) {
            broken.add(new Mistake(key, what));
        }
        return this;
    }

    Rules range(double value, double least, double most, String key) {
        return require(value >= least && value <= most, key, "must be from " + plain(least) + " to " + plain(most));
    }

    /** Both have their form, last for so many minutes, and keep apart, as AWS asks of backups and maintenance. */
    Rules windows(String daily, String dailyKey, String weekly, String weeklyKey, int leastMinutes) {
        Optional<Window> each = Window.daily(daily).filter(window -> window.lasts(leastMinutes, Window.DAY_MINUTES));
        Optional<Window> once = Window.weekly(weekly).filter(window -> window.lasts(leastMinutes, Window.DAY_MINUTES));
        return require(
                        each.isPresent(),
                        dailyKey,
                        "must be a time of day in UTC of " + leastMinutes + " minutes or more, as in 02:00-04:00")
                .require(
                        once.isPresent(),
                        weeklyKey,
                        "must be a time of the week in UTC of " + leastMinutes
                                + " minutes to a day, as in sun:04:30-sun:05:30")
                .require(
                        each.isEmpty() || once.isEmpty() || each.get().isApartEachDay(once.get()),
                        weeklyKey,
                        "must begin and end outside of " + dailyKey);
    }

    /** Fails if any rule is broken. */
    void check() {
        if (!broken.isEmpty()) {
            throw new InvalidConfig(broken);
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
