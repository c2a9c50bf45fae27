package dev.yardarm.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as they are written in settings and in requests, a whole number with its unit: {@code 250ms}, {@code 2s},
 * {@code 5m}, {@code 1h}. Both limits are included.
 */
public record DurationForm(Duration least, Duration most) {
    // Fifteen digits of hours are still far from the greatest Duration.
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(ms|s|m|h)");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    /** None if it is written in another way, or outside of the limits. */
    public Optional<Duration> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(Duration.of(Long.parseLong(parts.group(1)), UNITS.get(parts.group(2))))
                        .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0)
                : Optional.empty();
    }

    /** What to say of anything else. */
    public String rule() {
        return "must be a duration from " + written(least) + " to " + written(most)
                + " with its unit, as in 250ms, 2s, 5m or 1h";
    }

    /** In the greatest unit of which it is a whole number, to the millisecond. */
    public static String written(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        if (millis % 60_000 != 0 || millis == 0) {
            return millis / 1_000 + "s";
        }
        return millis % 3_600_000 == 0 ? millis / 3_600_000 + "h" : millis / 60_000 + "m";
    }
}
