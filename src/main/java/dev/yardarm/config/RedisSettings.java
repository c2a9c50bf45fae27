package dev.yardarm.config;

import dev.yardarm.config.RedisClusterConfig.Reads;
import dev.yardarm.config.RedisConfig.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the ways to Redis, {@code REDIS_…}.
 *
 * <p>{@code REDIS_USERNAME} and {@code REDIS_PASSWORD} fill in what a URL leaves out, in both URLs. A URL that has what
 * a variable has as well is a mistake: neither could win without surprising someone.
 */
final class RedisSettings {
    private static final String SINGLE = "REDIS_URL";
    private static final String CLUSTER = "REDIS_CLUSTER_URL";
    private static final String CLUSTER_ALIAS = "REDIS_URL_CLUSTER";
    private static final String USERNAME = "REDIS_USERNAME";
    private static final String PASSWORD = "REDIS_PASSWORD";
    private static final int DEFAULT_PORT = 6379;
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofSeconds(2);

    private final Settings settings;
    private final Timeouts timeouts;

    RedisSettings(Settings settings) {
        this.settings = settings;
        this.timeouts = timeouts();
    }

    /** The single instance; none if there is none, or if it is wrong. */
    Optional<RedisConfig> single() {
        return url(SINGLE).flatMap(url -> {
            Optional<Integer> database = settings.check(SINGLE, () -> database(url.path(), Integer.MAX_VALUE));
            Optional<HostPort> address = settings.check(SINGLE, () -> Addresses.address(url.hosts(), DEFAULT_PORT));
            return redis(SINGLE, url, address.map(List::of), database);
        });
    }

    /** The cluster; none if there is none, or if it is wrong. */
    Optional<RedisClusterConfig> cluster() {
        Map<HostPort, HostPort> addressMap = settings.read("REDIS_ADDRESS_MAP", Map.of(), Addresses::map);
        Reads reads = settings.read("REDIS_READS", Reads.REPLICA, Forms.oneOf(Reads.class));
        Optional<String> secretId = settings.read("REDIS_CLUSTER_SECRET", Forms::secretId);
        Optional<String> zone = settings.read("ZONE", Zones::name);
        Zones zones = settings.read("REDIS_ZONES", Zones.NONE, Zones::parse);
        return clusterRedis(secretId)
                .map(redis -> new RedisClusterConfig(redis, secretId, addressMap, reads, zone, zones));
    }

    private Optional<RedisConfig> clusterRedis(Optional<String> secretId) {
        String name = settings.has(CLUSTER) ? CLUSTER : CLUSTER_ALIAS;
        if (settings.has(CLUSTER)
                && settings.has(CLUSTER_ALIAS)
                && !settings.text(CLUSTER).equals(settings.text(CLUSTER_ALIAS))) {
            settings.note(CLUSTER_ALIAS, "differs from " + CLUSTER + "; give one of them");
        }
        if (!settings.has(name)) {
            return secretId.map(id -> new RedisConfig(
                    List.of(), false, Optional.empty(), settings.text(USERNAME), password(), 0, timeouts));
        }
        return url(name).flatMap(url -> {
            Optional<Integer> database = settings.check(name, () -> database(url.path(), 0));
            Optional<List<HostPort>> seeds = settings.check(name, () -> Addresses.list(url.hosts(), DEFAULT_PORT));
            return redis(name, url, seeds, database);
        });
    }

    private Optional<ServerUrl> url(String name) {
        return settings.read(name, text -> ServerUrl.parse(text, Set.of("redis", "rediss"), Set.of("sslrootcert")));
    }

    private Optional<RedisConfig> redis(
            String name, ServerUrl url, Optional<List<HostPort>> seeds, Optional<Integer> database) {
        boolean tls = url.scheme().equals("rediss");
        if (!tls && url.parameter("sslrootcert").isPresent()) {
            settings.note(name, "has an sslrootcert without TLS; begin it with rediss://");
        }
        Optional<Path> certificate = RootCertificate.of(url, settings, name);
        noteTwice(name, USERNAME, url.user().isPresent());
        noteTwice(name, PASSWORD, url.password().isPresent());
        Optional<String> username = url.user().or(() -> settings.text(USERNAME));
        Optional<Secret> password = url.password().or(this::password);
        return seeds.flatMap(nodes ->
                database.map(number -> new RedisConfig(nodes, tls, certificate, username, password, number, timeouts)));
    }

    private void noteTwice(String url, String variable, boolean inUrl) {
        if (inUrl && settings.has(variable)) {
            settings.note(variable, "is also part of " + url + "; give it once");
        }
    }

    private Optional<Secret> password() {
        return settings.text(PASSWORD).map(Secret::new);
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

    private static int database(String path, int most) throws Mistake {
        try {
            return path.isEmpty() ? 0 : Forms.number(0, most).parse(path);
        } catch (Mistake mistake) {
            throw new Mistake(
                    most == 0
                            ? "has a database other than 0, the only one of a cluster"
                            : "has a database that " + mistake.what());
        }
    }
}
