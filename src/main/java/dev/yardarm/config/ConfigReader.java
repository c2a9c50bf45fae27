package dev.yardarm.config;

import dev.yardarm.flag.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads a {@link Config}; fails with {@link InvalidConfig}, which names all mistakes. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * From the environment and from the file in {@code conf} below the working directory, or in {@code CONF_DIR}.
     *
     * <p>Blocks: it reads a file.
     */
    public static Config read(Map<String, String> environment, Path workingDirectory) {
        try {
            return parse(environment, ConfFile.read(environment, workingDirectory));
        } catch (Mistake mistake) {
            Settings settings = new Settings(environment, Map.of());
            settings.note("CONF_DIR", mistake.what());
            return parse(settings);
        }
    }

    /** From the environment, which wins, and from what the file holds. */
    public static Config parse(Map<String, String> environment, Map<String, String> file) {
        return parse(new Settings(environment, file));
    }

    private static Config parse(Settings settings) {
        ServingSettings serving = new ServingSettings(settings);
        HttpConfig http = serving.http();
        ManagementConfig management = serving.management(http);
        Environment flagsEnvironment = serving.flagsEnvironment();
        Optional<DatabaseConfig> database = new DatabaseSettings(settings).read();
        RedisSettings redisSettings = new RedisSettings(settings);
        Optional<RedisConfig> redis = redisSettings.single();
        Optional<RedisClusterConfig> cluster = redisSettings.cluster();
        Optional<MigrationConfig> migration = new MigrationSettings(settings, redisSettings).read(redis, cluster);
        CacheConfig cache = serving.cache();
        TokenConfig tokens = new TokenSettings(settings).read();
        LogConfig log = serving.log();
        Optional<CloudWatchConfig> cloudWatch = new CloudWatchSettings(settings).read();
        Duration shutdownGrace = serving.shutdownGrace();
        if (database.isEmpty() || !settings.mistakes().isEmpty()) {
            throw new InvalidConfig(settings.mistakes());
        }
        return new Config(
                http,
                management,
                flagsEnvironment,
                database.get(),
                redis,
                cluster,
                migration,
                cache,
                tokens,
                log,
                cloudWatch,
                shutdownGrace);
    }
}
