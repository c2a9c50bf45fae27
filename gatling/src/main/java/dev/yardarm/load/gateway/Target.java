package dev.yardarm.load.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway that is loaded, and how its Redis is reached.
 *
 * @param beside another gateway over the same database
 * @param redisAddresses where nodes are reached that announce other addresses, by these; all {@code host:port}
 */
public record Target(
        URI base,
        Optional<URI> beside,
        Optional<URI> management,
        Optional<String> adminToken,
        Optional<String> clientToken,
        RedisAccess redis,
        Map<String, String> redisAddresses) {
    /** Names of what may also come by the environment. */
    public static final List<String> SECRETS = List.of("adminToken", "clientToken", "redisPassword");

    private static final int LAST_PORT = 65535;

    /** More than a network takes, less than a client of the gateway waits. */
    private static final Duration REDIS_PATIENCE = Duration.ofMillis(250);

    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    /**
     * How to get into the nodes of the cluster.
     *
     * @param user none for the default user
     * @param patience how long a node is waited for before it counts as silent
     */
    public record RedisAccess(Optional<String> user, Optional<String> password, boolean tls, Duration patience) {
        @Override
        public String toString() {
            return "RedisAccess[user=%s, password=…, tls=%s]".formatted(user, tls);
        }
    }

    /** Looks at all but the base URL, which a gateway that is started here has not yet. */
    public static void check(Settings settings) {
        settings.url("besideUrl");
        settings.url("managementUrl");
        SECRETS.forEach(settings::secret);
        redisPatience(settings);
        addresses(settings.words("redisAddresses", ""));
    }

    public static Target of(Settings settings) {
        check(settings);
        URI base = settings.url("baseUrl")
                .orElseThrow(
                        () -> new Refusal("nothing to load: give -Plocal for a gateway that is started on this machine,"
                                + " or the address of one as -DbaseUrl=http://gateway.example:8080"));
        return new Target(
                base,
                settings.url("besideUrl"),
                settings.url("managementUrl"),
                settings.secret("adminToken"),
                settings.secret("clientToken"),
                new RedisAccess(
                        settings.text("redisUser"),
                        settings.secret("redisPassword"),
                        settings.isOn("redisTls"),
                        redisPatience(settings)),
                addresses(settings.words("redisAddresses", "")));
    }

    private static Duration redisPatience(Settings settings) {
        Duration patience = settings.duration("redisPatience", REDIS_PATIENCE);
        if (patience.compareTo(MOST_PATIENCE) > 0) {
            throw new Refusal("-DredisPatience=%dms: must be %ds at most: a node that hangs is to be seen as one"
                    .formatted(patience.toMillis(), MOST_PATIENCE.toSeconds()));
        }
        return patience;
    }

    /** Where a change is read again: another gateway than it was made through, if there is one. */
    public URI other() {
        return beside.orElse(base);
    }

    /** The address a node is reached at. */
    public String reachable(String announced) {
        return redisAddresses.getOrDefault(announced, announced);
    }

    @Override
    public String toString() {
        return "Target[%s, %s]".formatted(base, management);
    }

    private static Map<String, String> addresses(List<String> entries) {
        Map<String, String> addresses = new HashMap<>();
        for (String entry : entries) {
            String[] sides = entry.split("=", -1);
            if (sides.length != 2 || !isAddress(sides[0]) || !isAddress(sides[1])) {
                throw new Refusal(
                        "-DredisAddresses: '%s' must be announced-host:port=reachable-host:port".formatted(entry));
            }
            addresses.put(sides[0], sides[1]);
        }
        return addresses;
    }

    private static boolean isAddress(String text) {
        return text.matches("[^:=]+:\\d{1,5}") && Integer.parseInt(text.substring(text.indexOf(':') + 1)) <= LAST_PORT;
    }
}
