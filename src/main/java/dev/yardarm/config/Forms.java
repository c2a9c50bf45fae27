package dev.yardarm.config;

import dev.yardarm.flag.Environment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The forms of single values: exact, without blanks around them, in the case in which they are documented. */
final class Forms {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern SHARE = Pattern.compile("0(\\.[0-9]{1,15})?|1(\\.0{1,15})?");
    // Fifteen digits of hours are still far from the greatest Duration.
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,15})(ms|s|m|h)");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);
    // The names and ARNs of AWS Secrets Manager (API reference, GetSecretValue, SecretId).
    private static final Pattern SECRET_ID = Pattern.compile("[A-Za-z0-9/_+=.@:-]{1,2048}");

    private Forms() {}

    /** A whole number, both limits included. */
    static Form<Integer> number(int least, int most) {
        return text -> {
            if (!NUMBER.matcher(text).matches()) {
                throw outside(least, most);
            }
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw outside(least, most);
            }
            return number;
        };
    }

    /** A part of a whole, from 0 to 1. */
    static double share(String text) throws Mistake {
        if (!SHARE.matcher(text).matches()) {
            throw new Mistake("must be a number from 0 to 1, such as 0.05");
        }
        return Double.parseDouble(text);
    }

    /** A duration with its unit, both limits included. */
    static Form<Duration> duration(Duration least, Duration most) {
        return text -> {
            Matcher parts = DURATION.matcher(text);
            if (parts.matches()) {
                Duration duration = Duration.of(Long.parseLong(parts.group(1)), UNITS.get(parts.group(2)));
                if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                    return duration;
                }
            }
            throw new Mistake("must be a duration from " + written(least) + " to " + written(most)
                    + " with its unit, as in 250ms, 2s, 5m or 1h");
        };
    }

    static boolean onOrOff(String text) throws Mistake {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new Mistake("must be one of: on, off");
        };
    }

    /** A constant, written in lower case and with hyphens. */
    static <E extends Enum<E>> Form<E> oneOf(Class<E> kind) {
        return text -> {
            for (E constant : kind.getEnumConstants()) {
                if (written(constant).equals(text)) {
                    return constant;
                }
            }
            throw new Mistake("must be one of: "
                    + Arrays.stream(kind.getEnumConstants()).map(Forms::written).collect(Collectors.joining(", ")));
        };
    }

    static Path path(String text) throws Mistake {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new Mistake("is not a path");
        }
    }

    static Environment environment(String text) throws Mistake {
        try {
            return new Environment(text);
        } catch (IllegalArgumentException invalid) {
            throw new Mistake("must be 1 to 64 characters of [a-z0-9-]");
        }
    }

    static String secretId(String text) throws Mistake {
        if (!SECRET_ID.matcher(text).matches()) {
            throw new Mistake("must be the name or the ARN of a secret");
        }
        return text;
    }

    private static Mistake outside(int least, int most) {
        return new Mistake("must be a whole number from " + least + " to " + most);
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String written(Duration duration) {
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
