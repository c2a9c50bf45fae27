package dev.yardarm.config;

import dev.yardarm.flag.Environment;
import java.time.Duration;
import java.util.Optional;

/**
 * All that an operator decides.
 *
 * @param flagsEnvironment the environment served when a request names none
 * @param redis a single instance; without it and without a cluster the cache is in memory
 * @param cluster with a single instance as well: what that is left for
 * @param migration from another cache to the single instance or to the cluster, or from the one of them to the other
 * @param cloudWatch where metrics go besides the management port
 * @param shutdownGrace how long requests in flight may take once the gateway is told to stop
 */
public record Config(
        HttpConfig http,
        ManagementConfig management,
        Environment flagsEnvironment,
        DatabaseConfig database,
        Optional<RedisConfig> redis,
        Optional<RedisClusterConfig> cluster,
        Optional<MigrationConfig> migration,
        CacheConfig cache,
        TokenConfig tokens,
        LogConfig log,
        Optional<CloudWatchConfig> cloudWatch,
        Duration shutdownGrace) {}
