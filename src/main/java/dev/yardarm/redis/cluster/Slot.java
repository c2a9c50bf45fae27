package dev.yardarm.redis.cluster;

import io.vertx.redis.client.impl.ZModem;

/**
 * One of the 16,384 parts of a cluster's keys (Redis Cluster specification, "Key distribution model").
 *
 * @param number 0 to 16383
 */
public record Slot(int number) {
    static final int COUNT = 16_384;

    public Slot {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("a slot is 0 to 16383: " + number);
        }
    }

    /** The slot of a key: of the part in its first pair of braces if there is one, else of the whole. */
    public static Slot of(String key) {
        return new Slot(ZModem.generate(key));
    }
}
