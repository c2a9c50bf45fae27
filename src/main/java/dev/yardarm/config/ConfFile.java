package dev.yardarm.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The file of settings that are neither an endpoint nor a secret: {@code yardarm.properties}, in UTF-8. */
final class ConfFile {
    static final String NAME = "yardarm.properties";

    /** What the file may set. */
    static final Set<String> SETTINGS = Set.of(
            "HTTP_HOST",
            "HTTP_PORT",
            "MANAGEMENT_HOST",
            "MANAGEMENT_PORT",
            "HTTP_EVENT_LOOPS",
            "FLAGS_ENVIRONMENT",
            "DATABASE_POOL_SIZE",
            "DATABASE_QUEUE_SIZE",
            "DATABASE_TIMEOUT",
            "DATABASE_MIGRATE",
            "ZONE",
            "REDIS_ZONES",
            "REDIS_READS",
            "REDIS_CONNECT_TIMEOUT",
            "REDIS_ATTEMPT_TIMEOUT",
            "REDIS_READ_BUDGET",
            "CACHE_MIGRATION_SHADOW",
            "CACHE_TTL",
            "NEAR_CACHE",
            "NEAR_CACHE_MAX_AGE",
            "STALE_IF_ERROR",
            "SNAPSHOT_DIR",
            "CLOUDWATCH_NAMESPACE",
            "CLOUDWATCH_STAGE",
            "CLOUDWATCH_SERVICE",
            "CLOUDWATCH_STEP",
            "LOG_FORMAT",
            "LOG_LEVEL",
            "ACCESS_LOG",
            "SHUTDOWN_GRACE");

    private static final Set<String> ENVIRONMENT_ONLY = Set.of(
            "DATABASE_URL",
            "REDIS_URL",
            "REDIS_CLUSTER_URL",
            "REDIS_URL_CLUSTER",
            "REDIS_USERNAME",
            "REDIS_PASSWORD",
            "REDIS_CLUSTER_SECRET",
            "REDIS_ADDRESS_MAP",
            "CACHE_MIGRATION_FROM",
            "ADMIN_TOKENS",
            "CLIENT_TOKENS",
            "CONF_DIR");

    private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private ConfFile() {}

    /**
     * The file in the directory {@code CONF_DIR}, which must then exist, or else in {@code conf} below the working
     * directory, where it may be missing.
     */
    static Map<String, String> read(Map<String, String> environment, Path workingDirectory) throws Mistake {
        Optional<String> given =
                Optional.ofNullable(environment.get("CONF_DIR")).filter(text -> !text.isEmpty());
        Path directory = workingDirectory.resolve(Forms.path(given.orElse("conf")));
        if (given.isPresent() && !Files.isDirectory(directory)) {
            throw new Mistake("is not a directory");
        }
        Path file = directory.resolve(NAME);
        return Files.exists(file) ? load(file) : Map.of();
    }

    /** Notes every name that the file may not set, and gives the rest. */
    static Map<String, String> allowed(Map<String, String> file, List<String> mistakes) {
        Map<String, String> allowed = new TreeMap<>();
        new TreeMap<>(file).forEach((name, text) -> {
            if (SETTINGS.contains(name)) {
                allowed.put(name, text.strip());
            } else if (ENVIRONMENT_ONLY.contains(name)) {
                mistakes.add(name + " (in " + NAME + "): is an endpoint or a secret; set it in the environment alone");
            } else if (PRINTABLE.matcher(name).matches()) {
                mistakes.add(name + " (in " + NAME + "): is not a setting");
            } else {
                // Not repeated: a line without a name can be anything, a pasted password too.
                mistakes.add(NAME + ": has a line that is not NAME = value");
            }
        });
        return allowed;
    }

    private static Map<String, String> load(Path file) throws Mistake {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException unreadable) {
            throw new Mistake("has a " + NAME + " that cannot be read as UTF-8 text");
        } catch (IllegalArgumentException malformed) {
            throw new Mistake("has a " + NAME + " with a malformed \\uXXXX");
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name, "")));
        return texts;
    }
}
