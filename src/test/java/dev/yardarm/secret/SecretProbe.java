package dev.yardarm.secret;

import dev.yardarm.config.ClusterSecret;
import dev.yardarm.config.Config;
import dev.yardarm.config.ConfigReader;
import dev.yardarm.config.RedisClusterConfig;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.fixture.Await;
import dev.yardarm.logging.Logging;
import java.time.Duration;
import java.util.Map;

/** A program that reads a secret as the gateway does, configured by its environment, and prints where the cluster is. */
final class SecretProbe {
    private SecretProbe() {}

    public static void main(String[] arguments) {
        Config config = ConfigReader.parse(System.getenv(), Map.of());
        Logging.configure(config.log());
        RedisClusterConfig cluster = config.cluster().orElseThrow();
        ClusterSecret secret = cluster.secret().orElseThrow();
        try (SecretEndpoint endpoint = SecretEndpoint.open(secret, cluster.redis())) {
            Await.until(
                    Duration.ofSeconds(30),
                    "the secret",
                    () -> !endpoint.current().seeds().isEmpty());
            RedisConfig redis = endpoint.current();
            Logging.shutdown();
            System.out.println(
                    "found " + redis.seeds() + " as " + redis.username().orElse("default"));
        }
    }
}
