package dev.yardarm.redis.cluster;

import dev.yardarm.config.RedisClusterConfig;
import dev.yardarm.config.RedisClusterConfig.Reads;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.config.RedisEndpoint;
import java.util.Optional;

/**
 * How a Redis is used: a single instance or a cluster.
 *
 * @param endpoint where it is, and by which credentials
 * @param cluster whether there is a topology to learn; else the one seed is all there is
 * @param reads which nodes answer them
 * @param zone the gateway's own, if it is known
 */
public record RedisAccess(
        RedisEndpoint endpoint, boolean cluster, AddressBook addresses, Reads reads, Optional<String> zone) {

    public static RedisAccess single(RedisConfig config) {
        return new RedisAccess(
                RedisEndpoint.of(config), /* cluster= */ false, AddressBook.EMPTY, Reads.PRIMARY, Optional.empty());
    }

    public static RedisAccess cluster(RedisClusterConfig config, RedisEndpoint endpoint) {
        return new RedisAccess(
                endpoint,
                /* cluster= */ true,
                new AddressBook(config.addressMap(), config.zones()),
                config.reads(),
                config.zone());
    }
}
