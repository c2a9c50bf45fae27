package dev.yardarm.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An environment of variables on top of the one that is required. */
final class Given {
    private static final String DATABASE_URL = "postgresql://yardarm:pw@db/flags";

    private Given() {}

    /** Names and values by turns. */
    static Map<String, String> environment(String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("DATABASE_URL", DATABASE_URL));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return environment;
    }

    static Config config(String... variables) {
        return ConfigReader.parse(environment(variables), Map.of());
    }

    /** None if the configuration is valid. */
    static List<String> mistakes(String... variables) {
        return mistakes(environment(variables), Map.of());
    }

    static List<String> mistakes(Map<String, String> environment, Map<String, String> file) {
        InvalidConfig invalid = catchThrowableOfType(InvalidConfig.class, () -> ConfigReader.parse(environment, file));
        return invalid == null ? new ArrayList<>() : invalid.mistakes();
    }
}
