package dev.yardarm.infra.config;

import dev.yardarm.infra.config.InvalidConfig.Mistake;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The settings of a file, read one by one; what is wrong with them is gathered, the first mistake of each. */
final class Settings {
    private final Map<String, String> unread;
    private final Map<String, Mistake> mistakes = new LinkedHashMap<>();

    Settings(Map<String, String> values, Set<String> twice) {
        this.unread = new TreeMap<>(values);
        twice.forEach(key -> note(key, "is set more than once"));
    }

    /** Empty, and a mistake, if it is not set. */
    String required(String key, String form) {
        Optional<String> value = optional(key);
        if (value.isEmpty()) {
            note(key, "is required: " + form);
        }
        return value.orElse("");
    }

    Optional<String> optional(String key) {
        return Optional.ofNullable(unread.remove(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String text(String key, String fallback) {
        return optional(key).orElse(fallback);
    }

    List<String> list(String key, List<String> fallback) {
        return read(
                key,
                fallback,
                "a list with commas",
                text -> Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }

    int whole(String key, int fallback) {
        return read(key, fallback, "a whole number", Integer::valueOf);
    }

    double number(String key, double fallback) {
        return read(key, fallback, "a number", Double::valueOf);
    }

    boolean onOrOff(String key, boolean fallback) {
        return read(key, fallback, "on or off", text -> switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    Duration duration(String key, Duration fallback) {
        return read(
                key,
                fallback,
                "a duration with its unit, as in 10s, 15m or 1h",
                text -> Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
    }

    <E extends Enum<E>> E oneOf(String key, E fallback) {
        Class<E> type = fallback.getDeclaringClass();
        String names = String.join(
                ", ",
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .toList());
        return read(key, fallback, "one of " + names, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    /** A record made of settings; none if it refuses them. */
    <T> Optional<T> group(Supplier<T> group) {
        try {
            return Optional.of(group.get());
        } catch (InvalidConfig invalid) {
            invalid.mistakes().forEach(mistake -> mistakes.putIfAbsent(mistake.key(), mistake));
            return Optional.empty();
        }
    }

    /** Fails if there was any mistake, or a setting that nobody has read. */
    void check() {
        unread.keySet().forEach(key -> note(key, "is not a setting"));
        if (!mistakes.isEmpty()) {
            throw new InvalidConfig(List.copyOf(mistakes.values()));
        }
    }

    private <T> T read(String key, T fallback, String form, Function<String, T> parse) {
        Optional<String> text = optional(key);
        try {
            return text.map(parse).orElse(fallback);
        } catch (IllegalArgumentException | DateTimeException malformed) {
            note(key, "must be " + form + ", and is '" + text.orElse("") + "'");
            return fallback;
        }
    }

    private void note(String key, String what) {
        mistakes.putIfAbsent(key, new Mistake(key, what));
    }
}
