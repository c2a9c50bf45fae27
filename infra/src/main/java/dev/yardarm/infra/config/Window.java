package dev.yardarm.infra.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time that AWS takes for itself, in UTC: each day, {@code hh:mm-hh:mm}, or once a week, {@code ddd:hh:mm-ddd:hh:mm}. The day
 * of the week is not looked at: a window of each day is also one of that day.
 *
 * @param begin minutes of the day
 * @param end minutes of the day, the next one's if it is before {@code begin}
 */
record Window(int begin, int end) {
    private static final String TIME = "([01][0-9]|2[0-3]):([0-5][0-9])";
    private static final Pattern DAILY = Pattern.compile(TIME + "-" + TIME);
    private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun):";
    private static final Pattern WEEKLY = Pattern.compile(DAY + TIME + "-" + DAY + TIME);
    private static final int DAY_MINUTES = 24 * 60;

    static Optional<Window> daily(String text) {
        return of(DAILY.matcher(text));
    }

    static Optional<Window> weekly(String text) {
        return of(WEEKLY.matcher(text));
    }

    /** Whether neither begins within the other, on the circle of the day. */
    boolean isApartFrom(Window other) {
        return Math.floorMod(other.begin - begin, DAY_MINUTES) >= length()
                && Math.floorMod(begin - other.begin, DAY_MINUTES) >= other.length();
    }

    private int length() {
        return Math.floorMod(end - begin, DAY_MINUTES);
    }

    private static Optional<Window> of(Matcher times) {
        return times.matches() ? Optional.of(new Window(minutes(times, 1), minutes(times, 3))) : Optional.empty();
    }

    private static int minutes(Matcher times, int group) {
        return Integer.parseInt(times.group(group)) * 60 + Integer.parseInt(times.group(group + 1));
    }
}
