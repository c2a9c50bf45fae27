package dev.yardarm.config;

import dev.yardarm.config.RedisConfig.Timeouts;
import java.util.Map;
import java.util.Optional;

/**
 * A secret that names a Redis Cluster, {@code REDIS_CLUSTER_SECRET}.
 *
 * @param id its name or its ARN in AWS Secrets Manager
 * @param variables {@code REDIS_USERNAME} and {@code REDIS_PASSWORD}: they fill in what the secret leaves out
 * @param timeouts those of the configuration, as a secret has none
 */
public record ClusterSecret(String id, RedisCredentials variables, Timeouts timeouts) {
    /** The variable that names the secret; every mistake in the secret begins with it. */
    public static final String SETTING = "REDIS_CLUSTER_SECRET";

    /**
     * What a secret says.
     *
     * @param url in the form of {@code REDIS_CLUSTER_URL}; not empty
     * @param username beside the URL
     * @param password beside the URL
     */
    public record Content(Secret url, Optional<String> username, Optional<Secret> password) {
        public Content {
            if (url.value().isEmpty()) {
                throw new IllegalArgumentException("a URL is needed");
            }
        }
    }

    /**
     * The way to the cluster that the secret names.
     *
     * <p>Fails with {@link InvalidConfig}, which never repeats what the secret says. Blocks: a certificate may be looked for.
     */
    public RedisConfig redis(Content content) {
        Settings settings = new Settings(Map.of(SETTING, content.url().value()), Map.of());
        Optional<RedisConfig> redis = RedisUrl.read(settings, SETTING).flatMap(url -> redis(url, content, settings));
        if (redis.isEmpty() || !settings.mistakes().isEmpty()) {
            throw new InvalidConfig(settings.mistakes());
        }
        return redis.get();
    }

    private Optional<RedisConfig> redis(RedisUrl url, Content content, Settings settings) {
        RedisCredentials inUrl = url.credentials();
        if (inUrl.username().isPresent() && content.username().isPresent()) {
            settings.note(SETTING, "has a username in its url and beside it; give it once");
        }
        if (inUrl.password().isPresent() && content.password().isPresent()) {
            settings.note(SETTING, "has a password in its url and beside it; give it once");
        }
        RedisCredentials beside = new RedisCredentials(content.username(), content.password());
        return url.cluster(beside.or(variables), timeouts);
    }
}
