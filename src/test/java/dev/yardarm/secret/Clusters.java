package dev.yardarm.secret;

import dev.yardarm.config.ClusterSecret;
import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.config.RedisConfig.Timeouts;
import dev.yardarm.config.RedisCredentials;
import dev.yardarm.config.Secret;
import java.util.List;
import java.util.Optional;

/** The clusters that the tests name. */
final class Clusters {
    static final ClusterSecret SECRET = new ClusterSecret(
            "redis/cluster/staging", new RedisCredentials(Optional.empty(), Optional.empty()), Timeouts.DEFAULT);

    /** As {@code REDIS_CLUSTER_URL} names one. */
    static final RedisConfig CONFIGURED = redis("configured.example", "configured-password-to-hide");

    /** As the configuration is when only the secret names one. */
    static final RedisConfig NONE = new RedisConfig(
            List.of(), false, Optional.empty(), Optional.empty(), Optional.empty(), 0, Timeouts.DEFAULT);

    private Clusters() {}

    static RedisConfig redis(String host, String password) {
        return new RedisConfig(
                List.of(new HostPort(host, 6379)),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Secret(password)),
                0,
                Timeouts.DEFAULT);
    }
}
