package dev.yardarm.config;

import dev.yardarm.config.DatabaseConfig.SslMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads the way to PostgreSQL, {@code DATABASE_…}. The URL is libpq's (PostgreSQL manual, section 32.1.1.2). */
final class DatabaseSettings {
    private static final String URL = "DATABASE_URL";
    private static final String FORM = "postgresql://user:password@host:port/database";
    private static final int DEFAULT_PORT = 5432;

    private final Settings settings;

    DatabaseSettings(Settings settings) {
        this.settings = settings;
    }

    /** None if the URL is missing or wrong. */
    Optional<DatabaseConfig> read() {
        Tuning tuning = new Tuning(
                settings.read("DATABASE_POOL_SIZE", 8, Forms.number(1, 100)),
                settings.read("DATABASE_QUEUE_SIZE", 1_000, Forms.number(1, 100_000)),
                settings.read(
                        "DATABASE_TIMEOUT",
                        Duration.ofSeconds(2),
                        Forms.duration(Duration.ofMillis(1), Duration.ofSeconds(60))),
                settings.read("DATABASE_MIGRATE", true, Forms::onOrOff));
        if (!settings.has(URL)) {
            settings.note(URL, "is required: " + FORM);
        }
        return settings.read(
                        URL,
                        text -> ServerUrl.parse(
                                text, Set.of("postgresql", "postgres"), Set.of("sslmode", "sslrootcert")))
                .flatMap(url -> database(url, tuning));
    }

    private Optional<DatabaseConfig> database(ServerUrl url, Tuning tuning) {
        Optional<HostPort> address = settings.check(URL, () -> Addresses.address(url.hosts(), DEFAULT_PORT));
        Optional<String> user = url.user();
        if (user.isEmpty()) {
            settings.note(URL, "names no user: " + FORM);
        }
        if (url.path().isEmpty()) {
            settings.note(URL, "names no database: " + FORM);
        }
        SslMode sslMode = url.parameter("sslmode")
                .flatMap(text -> settings.check(URL, () -> sslMode(text)))
                .orElse(SslMode.PREFER);
        Optional<Path> certificate = RootCertificate.of(url, settings, URL);
        if (address.isEmpty() || user.isEmpty() || url.path().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DatabaseConfig(
                address.get(),
                url.path(),
                user.get(),
                url.password(),
                sslMode,
                certificate,
                tuning.poolSize,
                tuning.queueSize,
                tuning.timeout,
                tuning.migrate));
    }

    private static SslMode sslMode(String text) throws Mistake {
        try {
            return Forms.oneOf(SslMode.class).parse(text);
        } catch (Mistake mistake) {
            throw new Mistake("has an sslmode that " + mistake.what());
        }
    }

    private record Tuning(int poolSize, int queueSize, Duration timeout, boolean migrate) {}
}
