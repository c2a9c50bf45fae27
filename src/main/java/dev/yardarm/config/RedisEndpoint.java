package dev.yardarm.config;

/** How the cluster is reached at this moment. For all threads. */
public interface RedisEndpoint extends AutoCloseable {

    /** What is known now; without seeds while only a secret can name them and it could not be read yet. */
    RedisConfig current();

    /**
     * The server refused these credentials: they may have been rotated. Finds out behind the call; debounced, so it is to be
     * called at every refusal. Does nothing if {@code refused} is no longer current.
     */
    void refused(RedisConfig refused);

    /**
     * Nothing of the cluster can be reached: it may be elsewhere. Finds out behind the call; bounded in its rate, so it is to
     * be called for as long as that lasts. Does nothing if {@code lost} is no longer current.
     */
    void unreachable(RedisConfig lost);

    /** Nothing more is found out. */
    @Override
    default void close() {}

    /** One that never changes. */
    static RedisEndpoint of(RedisConfig config) {
        return new FixedEndpoint(config);
    }
}
