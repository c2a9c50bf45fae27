package dev.yardarm.config;

import dev.yardarm.flag.Environment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The forms of single values: exact, without blanks around them, in the case in which they are documented. */
final class Forms {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern SHARE = Pattern.compile("0(\\.[0-9]{1,15})?|1(\\.0{1,15})?");
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
        DurationForm form = new DurationForm(least, most);
        return text -> form.parse(text).orElseThrow(() -> new Mistake(form.rule()));
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
}
