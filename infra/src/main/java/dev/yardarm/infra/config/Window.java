package dev.yardarm.infra.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time that AWS takes for itself, in UTC: each day, {@code hh:mm-hh:mm}, or once a week, {@code ddd:hh:mm-ddd:hh:mm}.
 *
 * @param begin minutes of the day, or of the week, which begins on Monday
 * @param minutes that it lasts: less than a day, or than a week
 */
record Window(int begin, int minutes) {
    static final int DAY_MINUTES = 24 * 60;

    private static final int WEEK_MINUTES = 7 * DAY_MINUTES;
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final String TIME = "([01][0-9]|2[0-3]):([0-5][0-9])";
    private static final Pattern DAILY = Pattern.compile(TIME + "-" + TIME);
    private static final String DAY = "(" + String.join("|", DAYS) + "):";
    private static final Pattern WEEKLY = Pattern.compile(DAY + TIME + "-" + DAY + TIME);

    static Optional<Window> daily(String text) {
        Matcher times = DAILY.matcher(text);
        return times.matches() ? Optional.of(between(time(times, 1), time(times, 3), DAY_MINUTES)) : Optional.empty();
    }

    static Optional<Window> weekly(String text) {
        Matcher times = WEEKLY.matcher(text);
        return times.matches()
                ? Optional.of(between(day(times, 1) + time(times, 2), day(times, 4) + time(times, 5), WEEK_MINUTES))
                : Optional.empty();
    }

    boolean lasts(int least, int most) {
        return minutes >= least && minutes <= most;
    }

    /** Whether one of each day and another of at most a day, once a week, never meet. */
    boolean isApartEachDay(Window other) {
        return isApart(other, DAY_MINUTES);
    }

    /** Whether two of the week, in their form, never meet. */
    static boolean areApartEachWeek(String one, String other) {
        return weekly(one).orElseThrow().isApart(weekly(other).orElseThrow(), WEEK_MINUTES);
    }

    /** Neither begins within the other, on a circle of so many minutes. */
    private boolean isApart(Window other, int circle) {
        return Math.floorMod(other.begin - begin, circle) >= minutes
                && Math.floorMod(begin - other.begin, circle) >= other.minutes;
    }

    /** One that ends where it begins lasts for no time. */
    private static Window between(int begin, int end, int circle) {
        return new Window(begin, Math.floorMod(end - begin, circle));
    }

    private static int day(Matcher times, int group) {
        return DAYS.indexOf(times.group(group)) * DAY_MINUTES;
    }

    private static int time(Matcher times, int group) {
        return Integer.parseInt(times.group(group)) * 60 + Integer.parseInt(times.group(group + 1));
    }
}
