package dev.yardarm.infra.config;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The form of an IPv4 network, {@code 10.20.0.0/16}. */
final class Cidr {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}");

    private Cidr() {}

    /** Whether it is one, has a prefix in this range, and no bit set behind it. */
    static boolean isNetwork(String text, int leastPrefix, int mostPrefix) {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        String[] parts = text.split("/", -1);
        int prefix = Integer.parseInt(parts[1]);
        int[] octets = Arrays.stream(parts[0].split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        if (prefix < leastPrefix || prefix > mostPrefix || Arrays.stream(octets).anyMatch(octet -> octet > 255)) {
            return false;
        }
        long address = 0;
        for (int octet : octets) {
            address = address << 8 | octet;
        }
        return (address & (1L << (32 - prefix)) - 1) == 0;
    }
}
