package dev.yardarm.config;

import dev.yardarm.config.MigrationConfig.Cluster;
import dev.yardarm.config.MigrationConfig.Memory;
import dev.yardarm.config.MigrationConfig.Origin;
import dev.yardarm.config.MigrationConfig.Single;
import java.util.Collections;
import java.util.Optional;

/** Reads which cache a migration leaves, {@code CACHE_MIGRATION_…}; the one that takes over is set beside it. */
final class MigrationSettings {
    private static final String FROM = "CACHE_MIGRATION_FROM";
    private static final String MEMORY = "memory";

    /** Some tens of comparisons a second on a busy gateway. */
    private static final double USUAL_SHADOW = 0.001;

    private final Settings settings;
    private final RedisSettings redisSettings;

    MigrationSettings(Settings settings, RedisSettings redisSettings) {
        this.settings = settings;
        this.redisSettings = redisSettings;
    }

    /**
     * The migration; none if there is none, or if it is wrong.
     *
     * @param redis the single instance beside it, if there is one that is right
     * @param cluster likewise
     */
    Optional<MigrationConfig> read(Optional<RedisConfig> redis, Optional<RedisClusterConfig> cluster) {
        double shadowShare = settings.read("CACHE_MIGRATION_SHADOW", USUAL_SHADOW, Forms::share);
        return origin(redis, cluster).map(origin -> new MigrationConfig(origin, shadowShare));
    }

    private Optional<Origin> origin(Optional<RedisConfig> redis, Optional<RedisClusterConfig> cluster) {
        Optional<String> from = settings.text(FROM);
        if (from.isEmpty()) {
            return cluster.isPresent() ? redis.<Origin>map(Single::new) : Optional.empty();
        }
        Optional<Origin> origin = named(from.get());
        if (redisSettings.hasSingle() && redisSettings.hasCluster()) {
            settings.note(
                    FROM,
                    "REDIS_URL is what a migration leaves already, as a cluster is set too; set two of the three");
        } else if (!redisSettings.hasSingle() && !redisSettings.hasCluster()) {
            settings.note(FROM, "needs REDIS_URL or REDIS_CLUSTER_URL, for the cache that takes over");
        } else if (origin.filter(each -> isSame(each, redis, cluster)).isPresent()) {
            settings.note(FROM, "names the cache that takes over, too; it must name the one that is left");
        }
        return origin;
    }

    private Optional<Origin> named(String from) {
        if (from.equals(MEMORY)) {
            return Optional.of(new Memory());
        }
        if (!from.contains("://")) {
            settings.note(
                    FROM,
                    "must be memory, or begin with one of: redis://, redis+cluster://, rediss://, rediss+cluster://");
            return Optional.empty();
        }
        return redisSettings.origin(FROM);
    }

    /** A single instance has databases of its own; a cluster is known by any of its nodes. */
    private static boolean isSame(Origin origin, Optional<RedisConfig> redis, Optional<RedisClusterConfig> cluster) {
        if (origin instanceof Single single) {
            return redis.filter(target -> target.seeds().equals(single.redis().seeds())
                            && target.database() == single.redis().database())
                    .isPresent();
        }
        return origin instanceof Cluster left
                && cluster.filter(target -> !Collections.disjoint(
                                target.redis().seeds(), left.cluster().redis().seeds()))
                        .isPresent();
    }
}
