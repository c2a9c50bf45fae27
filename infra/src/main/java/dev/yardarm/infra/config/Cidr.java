package dev.yardarm.infra.config;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The form of an IPv4 network, {@code 10.20.0.0/16}. */
final class Cidr {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}");

    /** RFC 1918, and the addresses of RFC 6598, which AWS takes for networks too. */
    private static final List<String> PRIVATE =
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10");

    private Cidr() {}

    /** Whether it is one, has a prefix in this range, and no bit set behind it. */
    static boolean isNetwork(String text, int leastPrefix, int mostPrefix) {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        int prefix = prefix(text);
        int[] octets = octets(text);
        if (prefix < leastPrefix || prefix > mostPrefix || Arrays.stream(octets).anyMatch(octet -> octet > 255)) {
            return false;
        }
        return (address(octets) & (1L << (32 - prefix)) - 1) == 0;
    }

    /** Whether all of it is private, if it is a network. */
    static boolean isPrivate(String text) {
        return isNetwork(text, 0, 32) && PRIVATE.stream().anyMatch(whole -> isWithin(text, whole));
    }

    private static boolean isWithin(String part, String whole) {
        int behind = 32 - prefix(whole);
        return prefix(part) >= prefix(whole) && address(octets(part)) >> behind == address(octets(whole)) >> behind;
    }

    private static int prefix(String text) {
        return Integer.parseInt(text.substring(text.indexOf('/') + 1));
    }

    private static int[] octets(String text) {
        return Arrays.stream(text.substring(0, text.indexOf('/')).split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static long address(int[] octets) {
        long address = 0;
        for (int octet : octets) {
            address = address << 8 | octet;
        }
        return address;
    }
}
