package dev.yardarm.load.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the user gave, by system properties ({@code -DbaseUrl=…}). Secrets may be in the environment instead, under the same
 * name in capitals ({@code ADMIN_TOKEN}), where no list of processes shows them. A bad value is a {@link Refusal}.
 */
public final class Settings {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private static final Duration LONGEST = Duration.ofHours(24);

    private static final int LAST_PORT = 65535;

    private final UnaryOperator<String> properties;
    private final UnaryOperator<String> environment;

    /** Of this process. */
    public static Settings ofProcess() {
        return new Settings(System::getProperty, System::getenv);
    }

    /** Either gives null for what is not set. */
    public Settings(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(properties.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A property, or else the environment. */
    public Optional<String> secret(String name) {
        Optional<String> secret = text(name)
                .or(() -> Optional.ofNullable(environment.apply(environmentName(name)))
                        .map(String::strip)
                        .filter(value -> !value.isEmpty()));
        if (secret.stream().flatMapToInt(String::chars).anyMatch(Character::isISOControl)) {
            throw new Refusal("-D%s: has a line break or another control character in it".formatted(name));
        }
        return secret;
    }

    /** {@code ADMIN_TOKEN} for {@code adminToken}. */
    public static String environmentName(String name) {
        return name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    /** Whether a switch is set, as by {@code -Dshort} or {@code -Dshort=true}. */
    public boolean isOn(String name) {
        return switch (text(name).orElse(properties.apply(name) == null ? "false" : "true")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new Refusal("-D%s=%s: must be true or false, or nothing".formatted(name, properties.apply(name)));
        };
    }

    public int number(String name, int otherwise) {
        return text(name).map(value -> number(name, value)).orElse(otherwise);
    }

    /** A number that is not above another. */
    public int number(String name, int otherwise, int most) {
        int number = number(name, otherwise);
        if (number > most) {
            throw new Refusal("-D%s=%d: must be a whole number from 1 to %d".formatted(name, number, most));
        }
        return number;
    }

    private static int number(String name, String value) {
        if (!value.matches("[1-9]\\d{0,6}")) {
            throw new Refusal("-D%s=%s: must be a whole number from 1 to 9999999".formatted(name, value));
        }
        return Integer.parseInt(value);
    }

    /** With a unit: {@code 250ms}, {@code 30s}, {@code 10m}, {@code 2h}; above 0, and of a day at most. */
    public Duration duration(String name, Duration otherwise) {
        return text(name).map(value -> duration(name, value)).orElse(otherwise);
    }

    /** What a property of that name has as its value. */
    public static Duration duration(String name, String value) {
        Duration duration = duration(value);
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new Refusal(
                    "-D%s=%s: must be a duration above 0 and of 24 hours at most, with its unit, as in 250ms, 30s or 10m"
                            .formatted(name, value));
        }
        return duration;
    }

    /** Zero for what is none. */
    private static Duration duration(String value) {
        Matcher form = DURATION.matcher(value);
        if (!form.matches()) {
            return Duration.ZERO;
        }
        long amount = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** Of {@code http} or {@code https}, without a slash at its end. */
    public Optional<URI> url(String name) {
        return text(name).map(value -> url(name, value));
    }

    private static URI url(String name, String value) {
        try {
            URI url = URI.create(value.replaceAll("/+$", ""));
            if (url.getHost() != null
                    && url.getPort() <= LAST_PORT
                    && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // Said below.
        }
        throw new Refusal("-D%s=%s: must be an address such as http://gateway.example:8080".formatted(name, value));
    }

    /** Words with commas between. */
    public List<String> words(String name, String otherwise) {
        return Arrays.stream(text(name).orElse(otherwise).split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
