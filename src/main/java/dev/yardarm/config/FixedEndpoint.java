package dev.yardarm.config;

/** An endpoint that the configuration names once and for all. */
record FixedEndpoint(RedisConfig current) implements RedisEndpoint {
    @Override
    public void refused(RedisConfig refused) {
        // There is nowhere to ask for others.
    }

    @Override
    public void unreachable(RedisConfig lost) {
        // Nothing else is known of where it could be.
    }
}
