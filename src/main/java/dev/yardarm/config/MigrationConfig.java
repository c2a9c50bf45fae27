package dev.yardarm.config;

/**
 * The migration from one cache to another.
 *
 * @param from the cache that is left; the one that takes over is the Redis that is configured besides
 * @param shadowShare of the reads that ask both caches, so that their answers can be compared; from 0 to 1
 */
public record MigrationConfig(Origin from, double shadowShare) {
    public MigrationConfig {
        if (!(shadowShare >= 0 && shadowShare <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1");
        }
    }

    /** A cache that is left. */
    public sealed interface Origin {}

    /** Each gateway's own memory. */
    public record Memory() implements Origin {}

    /** A single instance. */
    public record Single(RedisConfig redis) implements Origin {}

    /** Another cluster, without a secret of its own. */
    public record Cluster(RedisClusterConfig cluster) implements Origin {}
}
