package dev.yardarm.config;

import java.util.Map;
import java.util.Optional;

/**
 * The way to a Redis Cluster.
 *
 * @param redis the cluster as the environment names it; without seeds if only a secret can name them
 * @param secret holds the cluster's URL; tried before the seeds
 * @param addressMap announced address to reachable address, for a cluster behind NAT
 * @param zone the gateway's own availability zone, whose nodes are to answer its reads
 * @param zones in which zone each node is
 */
public record RedisClusterConfig(
        RedisConfig redis,
        Optional<ClusterSecret> secret,
        Map<HostPort, HostPort> addressMap,
        Reads reads,
        Optional<String> zone,
        Zones zones) {
    public RedisClusterConfig {
        addressMap = Map.copyOf(addressMap);
        if (redis.seeds().isEmpty() && secret.isEmpty()) {
            throw new IllegalArgumentException("a cluster needs seeds or a secret that names them");
        }
        if (redis.database() != 0) {
            throw new IllegalArgumentException("a cluster has database 0 alone");
        }
    }

    /** Which nodes answer reads. */
    public enum Reads {
        /** A replica if one is healthy, else the primary. */
        REPLICA,
        ANY,
        PRIMARY
    }
}
