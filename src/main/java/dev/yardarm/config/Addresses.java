package dev.yardarm.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms of hosts and ports.
 *
 * <p>Not by {@link java.net.URI}: it knows no host with an underscore, which container networks use, and no list.
 */
final class Addresses {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:\\[\\]]*))(?::([^:]*))?");

    private Addresses() {}

    /** A host to listen on: a name, an IPv4 or an IPv6 address, the last with brackets or without. */
    static String host(String text) throws Mistake {
        if (text.startsWith("[") && text.endsWith("]")) {
            return ipv6(text.substring(1, text.length() - 1));
        }
        return text.indexOf(':') < 0 ? name(text) : ipv6(text);
    }

    /** {@code host} or {@code host:port}, an IPv6 address in brackets. */
    static HostPort address(String text, int defaultPort) throws Mistake {
        Matcher parts = parts(text);
        return new HostPort(host(parts), parts.group(3) == null ? defaultPort : port(parts.group(3)));
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    static HostPort address(String text) throws Mistake {
        Matcher parts = parts(text);
        if (parts.group(3) == null) {
            throw new Mistake("needs a port: host:port");
        }
        return new HostPort(host(parts), port(parts.group(3)));
    }

    /** One or more, separated by commas. */
    static List<HostPort> list(String text, int defaultPort) throws Mistake {
        List<HostPort> addresses = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            addresses.add(address(entry, defaultPort));
        }
        return List.copyOf(addresses);
    }

    /** {@code announced=reachable,…}, each {@code host:port}; in the order given. */
    static Map<HostPort, HostPort> map(String text) throws Mistake {
        Map<HostPort, HostPort> reachable = new LinkedHashMap<>();
        String[] entries = text.split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            String place = "entry " + (i + 1) + " ";
            String[] sides = entries[i].split("=", -1);
            if (sides.length != 2) {
                throw new Mistake(place + "must be written announced-host:port=reachable-host:port");
            }
            try {
                if (reachable.putIfAbsent(address(sides[0]), address(sides[1])) != null) {
                    throw new Mistake("maps an address for the second time");
                }
            } catch (Mistake mistake) {
                throw new Mistake(place + mistake.what());
            }
        }
        return reachable;
    }

    private static Matcher parts(String text) throws Mistake {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            throw new Mistake("has an address that is not host:port, with an IPv6 address in brackets");
        }
        return parts;
    }

    private static String host(Matcher parts) throws Mistake {
        String address = parts.group(1);
        return address == null ? name(String.valueOf(parts.group(2))) : ipv6(address);
    }

    private static int port(String text) throws Mistake {
        try {
            return Forms.number(1, 65_535).parse(text);
        } catch (Mistake mistake) {
            throw new Mistake("has a port that is not a whole number from 1 to 65535");
        }
    }

    private static String name(String text) throws Mistake {
        if (!NAME.matcher(text).matches()) {
            throw new Mistake("has a host that is missing or not a name of letters, digits, '.', '-' and '_'");
        }
        return text;
    }

    private static String ipv6(String text) throws Mistake {
        if (IPV6.matcher(text).matches()) {
            try {
                // In brackets nothing but a literal is accepted, so no name is ever looked up.
                InetAddress.getByName("[" + text + "]");
                return text;
            } catch (UnknownHostException invalid) {
                throw notIpv6();
            }
        }
        throw notIpv6();
    }

    private static Mistake notIpv6() {
        return new Mistake("has a host that is not an IPv6 address");
    }
}
