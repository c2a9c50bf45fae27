package dev.yardarm.config;

import dev.yardarm.config.RedisConfig.Timeouts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A setting of the form {@code redis[s]://…} or {@code redis[s]+cluster://…}. What is wrong with it is noted under its name. */
final class RedisUrl {
    private static final int DEFAULT_PORT = 6379;
    private static final String OF_A_CLUSTER = "+cluster";
    private static final Set<String> SCHEMES = Set.of("redis", "rediss");
    private static final Set<String> SCHEMES_OF_EITHER_KIND =
            Set.of("redis", "rediss", "redis" + OF_A_CLUSTER, "rediss" + OF_A_CLUSTER);

    private final Settings settings;
    private final String name;
    private final ServerUrl url;

    private RedisUrl(Settings settings, String name, ServerUrl url) {
        this.settings = settings;
        this.name = name;
        this.url = url;
    }

    /** None if it is not set, or wrong. */
    static Optional<RedisUrl> read(Settings settings, String name) {
        return read(settings, name, SCHEMES);
    }

    /** One that says by its scheme whether it names a cluster. None if it is not set, or wrong. */
    static Optional<RedisUrl> readOfEitherKind(Settings settings, String name) {
        return read(settings, name, SCHEMES_OF_EITHER_KIND);
    }

    private static Optional<RedisUrl> read(Settings settings, String name, Set<String> schemes) {
        return settings.read(name, text -> ServerUrl.parse(text, schemes, Set.of("sslrootcert")))
                .map(url -> new RedisUrl(settings, name, url));
    }

    /** Whether the scheme says that it names a cluster. */
    boolean isOfACluster() {
        return url.scheme().endsWith(OF_A_CLUSTER);
    }

    RedisCredentials credentials() {
        return new RedisCredentials(url.user(), url.password());
    }

    /** The way to a single instance; none if it is wrong. */
    Optional<RedisConfig> single(RedisCredentials others, Timeouts timeouts) {
        Optional<Integer> database = settings.check(name, () -> database(url.path(), Integer.MAX_VALUE));
        Optional<HostPort> address = settings.check(name, () -> Addresses.address(url.hosts(), DEFAULT_PORT));
        return redis(address.map(List::of), database, others, timeouts);
    }

    /** The way to a cluster; none if it is wrong. */
    Optional<RedisConfig> cluster(RedisCredentials others, Timeouts timeouts) {
        Optional<Integer> database = settings.check(name, () -> database(url.path(), 0));
        Optional<List<HostPort>> seeds = settings.check(name, () -> Addresses.list(url.hosts(), DEFAULT_PORT));
        return redis(seeds, database, others, timeouts);
    }

    private Optional<RedisConfig> redis(
            Optional<List<HostPort>> seeds, Optional<Integer> database, RedisCredentials others, Timeouts timeouts) {
        boolean tls = url.scheme().startsWith("rediss");
        if (!tls && url.parameter("sslrootcert").isPresent()) {
            String kind = isOfACluster() ? OF_A_CLUSTER : "";
            settings.note(name, "has an sslrootcert without TLS; begin it with rediss" + kind + "://");
        }
        Optional<Path> certificate = RootCertificate.of(url, settings, name);
        RedisCredentials credentials = credentials().or(others);
        return seeds.flatMap(nodes -> database.map(number -> new RedisConfig(
                nodes, tls, certificate, credentials.username(), credentials.password(), number, timeouts)));
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
