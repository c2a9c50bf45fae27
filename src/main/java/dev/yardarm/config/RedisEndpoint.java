package dev.yardarm.config;

/** How a Redis is reached at this moment. For all threads. */
public interface RedisEndpoint {

    /** What is known now; without seeds while only a secret can name them and it could not be read yet. */
    RedisConfig current();

    /**
     * The server refused these credentials: they may have been changed. Finds out behind the call, not more often than is
     * good for whoever is asked; does nothing if they are no longer the current ones.
     */
    void refused(RedisConfig refused);

    /** One that never changes. */
    static RedisEndpoint of(RedisConfig config) {
        return new RedisEndpoint() {
            @Override
            public RedisConfig current() {
                return config;
            }

            @Override
            public void refused(RedisConfig refused) {
                // Nobody knows better ones.
            }
        };
    }
}
