package dev.yardarm.config;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which availability zone a host is in: by a network, as in {@code 10.0.1.0/24=eu-west-1a} (CIDR, RFC 4632 and RFC 4291), or
 * by its name or address. The first entry that fits decides.
 */
public final class Zones {
    /** No host is in a zone. */
    public static final Zones NONE = new Zones(Map.of());

    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final Map<Hosts, String> zones;

    private Zones(Map<Hosts, String> zones) {
        this.zones = zones;
    }

    /** Some hosts: one by its name or address, or a network. */
    private interface Hosts {
        boolean contain(String host);
    }

    private record OneHost(String name) implements Hosts {
        @Override
        public boolean contain(String host) {
            return name.equalsIgnoreCase(host);
        }
    }

    /** The addresses that share the first bits, the prefix. */
    private record Network(int addressBits, BigInteger prefix, int hostBits) implements Hosts {
        @Override
        public boolean contain(String host) {
            return address(host)
                    .filter(address -> address.length * 8 == addressBits)
                    .filter(address -> prefixOf(address, hostBits).equals(prefix))
                    .isPresent();
        }
    }

    static Zones parse(String text) throws Mistake {
        Map<Hosts, String> zones = new LinkedHashMap<>();
        String[] entries = text.split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            String place = "entry " + (i + 1) + " ";
            String[] sides = entries[i].split("=", -1);
            if (sides.length != 2 || sides[0].isEmpty()) {
                throw new Mistake(place + "must be written network=zone or host=zone, as in 10.0.1.0/24=a");
            }
            try {
                Hosts hosts = hosts(sides[0]);
                if (zones.putIfAbsent(hosts, name(sides[1])) != null) {
                    throw new Mistake("gives hosts a zone for the second time");
                }
            } catch (Mistake mistake) {
                throw new Mistake(place + mistake.what());
            }
        }
        return new Zones(zones);
    }

    /** The name of a zone: 1 to 64 characters of {@code [A-Za-z0-9._-]}. */
    static String name(String text) throws Mistake {
        if (!ZONE.matcher(text).matches()) {
            throw new Mistake("has a zone that is not 1 to 64 characters of letters, digits, '.', '_' and '-'");
        }
        return text;
    }

    /** The zone of a host, by its name or address as a node announces it; nothing is looked up. */
    public Optional<String> of(String host) {
        return zones.entrySet().stream()
                .filter(entry -> entry.getKey().contain(host))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Hosts hosts(String text) throws Mistake {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new OneHost(Addresses.host(text));
        }
        byte[] address = address(text.substring(0, slash))
                .orElseThrow(() -> new Mistake("has a network that does not begin with an address"));
        int bits = address.length * 8;
        int prefixBits = Forms.number(0, bits).parse(text.substring(slash + 1));
        return new Network(bits, prefixOf(address, bits - prefixBits), bits - prefixBits);
    }

    private static BigInteger prefixOf(byte[] address, int hostBits) {
        return new BigInteger(1, address).shiftRight(hostBits);
    }

    /** The bytes of an address; none of a name. */
    private static Optional<byte[]> address(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            // Only what is an address, or has a colon, which no name has: nothing is ever looked up.
            return Optional.of(InetAddress.getByName(host).getAddress());
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }
}
