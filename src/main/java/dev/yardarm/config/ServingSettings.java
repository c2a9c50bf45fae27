package dev.yardarm.config;

import dev.yardarm.flag.Environment;
import java.time.Duration;

/** Reads what concerns the gateway itself: where it listens, what it keeps in memory, what it logs, how it stops. */
final class ServingSettings {
    private static final String EVERYWHERE = "0.0.0.0";
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Settings settings;

    ServingSettings(Settings settings) {
        this.settings = settings;
    }

    HttpConfig http() {
        return new HttpConfig(
                settings.read("HTTP_HOST", EVERYWHERE, Addresses::host),
                settings.read("HTTP_PORT", 8080, Forms.number(0, 65_535)),
                settings.read(
                        "HTTP_EVENT_LOOPS",
                        Math.min(128, Runtime.getRuntime().availableProcessors()),
                        Forms.number(1, 128)),
                settings.read("ACCESS_LOG", 0.0, Forms::share));
    }

    /** Fails on the flag API's own address, where only one of the two could listen. */
    ManagementConfig management(HttpConfig http) {
        ManagementConfig management = new ManagementConfig(
                settings.read("MANAGEMENT_HOST", EVERYWHERE, Addresses::host),
                settings.read("MANAGEMENT_PORT", 8081, Forms.number(0, 65_535)));
        if (management.port() == http.port()
                && management.port() != 0
                && management.host().equals(http.host())) {
            settings.note("MANAGEMENT_PORT", "is the flag API's port; give another one");
        }
        return management;
    }

    Environment flagsEnvironment() {
        return settings.read("FLAGS_ENVIRONMENT", new Environment("production"), Forms::environment);
    }

    CacheConfig cache() {
        return new CacheConfig(
                settings.read("CACHE_TTL", Duration.ofSeconds(300), Forms.duration(LEAST, YEAR)),
                settings.read("NEAR_CACHE", true, Forms::onOrOff),
                settings.read("NEAR_CACHE_MAX_AGE", Duration.ofSeconds(1), Forms.duration(Duration.ZERO, YEAR)),
                settings.read("STALE_IF_ERROR", CacheConfig.UNLIMITED, ServingSettings::staleIfError),
                settings.read("SNAPSHOT_DIR", Forms::path));
    }

    LogConfig log() {
        return new LogConfig(
                settings.read("LOG_FORMAT", LogConfig.Format.JSON, Forms.oneOf(LogConfig.Format.class)),
                settings.read("LOG_LEVEL", LogConfig.Level.INFO, Forms.oneOf(LogConfig.Level.class)));
    }

    Duration shutdownGrace() {
        return settings.read(
                "SHUTDOWN_GRACE", Duration.ofSeconds(10), Forms.duration(Duration.ZERO, Duration.ofMinutes(5)));
    }

    private static Duration staleIfError(String text) throws Mistake {
        if (text.equals("unlimited")) {
            return CacheConfig.UNLIMITED;
        }
        try {
            return Forms.duration(Duration.ZERO, YEAR).parse(text);
        } catch (Mistake mistake) {
            throw new Mistake(mistake.what() + ", or unlimited");
        }
    }
}
