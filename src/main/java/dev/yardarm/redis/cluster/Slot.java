package dev.yardarm.redis.cluster;

import java.nio.charset.StandardCharsets;

/**
 * One of the 16,384 parts of a cluster's keys (Redis Cluster specification, "Key distribution model").
 *
 * @param number 0 to 16383
 */
public record Slot(int number) {
    public static final int COUNT = 16_384;

    /** Of CRC16/XMODEM, the specification's Appendix A: by byte, what it adds to the checksum. */
    private static final int[] CRC_OF_BYTE = crcs();

    private static final int POLYNOMIAL = 0x1021;

    public Slot {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("a slot is 0 to 16383: " + number);
        }
    }

    /**
     * The slot of a key: of the part in its first pair of braces if there is one, else of the whole.
     *
     * <p>Not by the client library, which does not take the whole where the first pair is empty.
     */
    public static Slot of(String key) {
        int crc = 0;
        for (byte next : hashed(key).getBytes(StandardCharsets.UTF_8)) {
            crc = ((crc << 8) & 0xFFFF) ^ CRC_OF_BYTE[((crc >> 8) ^ next) & 0xFF];
        }
        return new Slot(crc % COUNT);
    }

    private static String hashed(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open);
        return close > open + 1 ? key.substring(open + 1, close) : key;
    }

    private static int[] crcs() {
        int[] crcs = new int[256];
        for (int i = 0; i < crcs.length; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : ((crc << 1) ^ POLYNOMIAL) & 0xFFFF;
            }
            crcs[i] = crc;
        }
        return crcs;
    }
}
