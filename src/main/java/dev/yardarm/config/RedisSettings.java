package dev.yardarm.config;

import dev.yardarm.config.MigrationConfig.Origin;
import dev.yardarm.config.RedisClusterConfig.Reads;
import dev.yardarm.config.RedisConfig.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Reads the ways to Redis, {@code REDIS_…}.
 *
 * <p>{@code REDIS_USERNAME} and {@code REDIS_PASSWORD} fill in what a URL leaves out, in all URLs. A URL that has what
 * a variable has as well is a mistake: neither could win without surprising someone.
 */
final class RedisSettings {
    private static final String SINGLE = "REDIS_URL";
    private static final String CLUSTER = "REDIS_CLUSTER_URL";
    private static final String CLUSTER_ALIAS = "REDIS_URL_CLUSTER";
    private static final String USERNAME = "REDIS_USERNAME";
    private static final String PASSWORD = "REDIS_PASSWORD";
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofSeconds(2);

    private final Settings settings;
    private final Timeouts timeouts;
    private final Map<HostPort, HostPort> addressMap;
    private final Reads reads;
    private final Optional<String> zone;
    private final Zones zones;

    RedisSettings(Settings settings) {
        this.settings = settings;
        this.timeouts = timeouts();
        this.addressMap = settings.read("REDIS_ADDRESS_MAP", Map.of(), Addresses::map);
        this.reads = settings.read("REDIS_READS", Reads.REPLICA, Forms.oneOf(Reads.class));
        this.zone = settings.read("ZONE", Zones::name);
        this.zones = settings.read("REDIS_ZONES", Zones.NONE, Zones::parse);
    }

    boolean hasSingle() {
        return settings.has(SINGLE);
    }

    boolean hasCluster() {
        return settings.has(CLUSTER) || settings.has(CLUSTER_ALIAS) || settings.has(ClusterSecret.SETTING);
    }

    /** The single instance; none if there is none, or if it is wrong. */
    Optional<RedisConfig> single() {
        return url(SINGLE, RedisUrl::read).flatMap(url -> url.single(variables(), timeouts));
    }

    /** The cluster; none if there is none, or if it is wrong. */
    Optional<RedisClusterConfig> cluster() {
        Optional<ClusterSecret> secret = settings.read(ClusterSecret.SETTING, Forms::secretId)
                .map(id -> new ClusterSecret(id, variables(), timeouts));
        return clusterRedis(secret.isPresent()).map(redis -> cluster(redis, secret));
    }

    /** The cache that a migration leaves, by a URL that says of which kind it is; none if it is wrong. */
    Optional<Origin> origin(String name) {
        return url(name, RedisUrl::readOfEitherKind)
                .flatMap(url -> url.isOfACluster()
                        ? url.cluster(variables(), timeouts)
                                .<Origin>map(redis -> new MigrationConfig.Cluster(cluster(redis, Optional.empty())))
                        : url.single(variables(), timeouts).<Origin>map(MigrationConfig.Single::new));
    }

    private RedisClusterConfig cluster(RedisConfig redis, Optional<ClusterSecret> secret) {
        return new RedisClusterConfig(redis, secret, addressMap, reads, zone, zones);
    }

    private Optional<RedisConfig> clusterRedis(boolean hasSecret) {
        String name = settings.has(CLUSTER) ? CLUSTER : CLUSTER_ALIAS;
        if (settings.has(CLUSTER)
                && settings.has(CLUSTER_ALIAS)
                && !settings.text(CLUSTER).equals(settings.text(CLUSTER_ALIAS))) {
            settings.note(CLUSTER_ALIAS, "differs from " + CLUSTER + "; give one of them");
        }
        if (!settings.has(name)) {
            return hasSecret ? Optional.of(withoutSeeds()) : Optional.empty();
        }
        return url(name, RedisUrl::read).flatMap(url -> url.cluster(variables(), timeouts));
    }

    private RedisConfig withoutSeeds() {
        RedisCredentials variables = variables();
        return new RedisConfig(
                List.of(), false, Optional.empty(), variables.username(), variables.password(), 0, timeouts);
    }

    private Optional<RedisUrl> url(String name, BiFunction<Settings, String, Optional<RedisUrl>> read) {
        Optional<RedisUrl> url = read.apply(settings, name);
        url.map(RedisUrl::credentials).ifPresent(credentials -> {
            noteTwice(name, USERNAME, credentials.username().isPresent());
            noteTwice(name, PASSWORD, credentials.password().isPresent());
        });
        return url;
    }

    private void noteTwice(String url, String variable, boolean inUrl) {
        if (inUrl && settings.has(variable)) {
            settings.note(variable, "is also part of " + url + "; give it once");
        }
    }

    private RedisCredentials variables() {
        return new RedisCredentials(
                settings.text(USERNAME), settings.text(PASSWORD).map(Secret::new));
    }

    private Timeouts timeouts() {
        Timeouts defaults = Timeouts.DEFAULT;
        Duration connect = settings.read("REDIS_CONNECT_TIMEOUT", defaults.connect(), Forms.duration(LEAST, MOST));
        Duration attempt = settings.read("REDIS_ATTEMPT_TIMEOUT", defaults.attempt(), Forms.duration(LEAST, MOST));
        Duration budget = settings.read("REDIS_READ_BUDGET", defaults.budget(), Forms.duration(LEAST, MOST));
        if (budget.compareTo(attempt) < 0) {
            settings.note("REDIS_READ_BUDGET", "must not be below REDIS_ATTEMPT_TIMEOUT, " + attempt.toMillis() + "ms");
            return defaults;
        }
        return new Timeouts(connect, attempt, budget);
    }
}
