package dev.yardarm.load.fault;

import dev.yardarm.load.gateway.Target;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * A node of the cluster, each command on a connection of its own. Redis's errors are {@link JedisDataException}, a node that
 * does not answer is a {@link JedisConnectionException}.
 */
public final class RedisNode {
    /** The zone of a node whose zone the gateway does not know. */
    static final String NO_ZONE = "unknown";

    /** For what is done once. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String name;
    private final String zone;
    private final HostAndPort address;
    private final Target.RedisAccess access;
    /** For questions that are asked again and again while a node may hang. */
    private final Duration haste;

    /** What a node says that it is. */
    public enum State {
        PRIMARY,
        /** A replica that is in step with its primary. */
        REPLICA,
        /** A replica that is not. */
        BEHIND,
        /** It takes connections and does not answer. */
        SILENT,
        /** It takes no connections. */
        GONE
    }

    /**
     * @param name {@code host:port} as the cluster announces it
     * @param zone by the gateway's own word
     */
    public RedisNode(String name, String zone, Target target) {
        this.name = name;
        this.zone = zone;
        this.address = HostAndPort.from(target.reachable(name));
        this.access = target.redis();
        this.haste = target.redis().patience();
    }

    public String zone() {
        return zone;
    }

    /** A string, a number, or a list of these. */
    public Object command(String... words) {
        return command(PATIENCE, words);
    }

    /**
     * Sends a command that may keep the node from answering, and hardly waits for the answer. Fails if the node cannot be
     * reached, or refuses the command.
     */
    public void fire(String... words) {
        try (Jedis connection = new Jedis(address, config(PATIENCE))) {
            // Connected, and known to the node: from here on its silence is what is wanted.
            connection.getConnection().setSoTimeout((int) haste.toMillis());
            try {
                send(connection, words);
            } catch (JedisConnectionException noAnswer) {
                // Expected: it hangs, or it has ended. Whether it has, is looked at.
            }
        }
    }

    public boolean isPrimary() {
        return state() == State.PRIMARY;
    }

    /** After what time the others take it for failed; none where the node does not tell. */
    Optional<Duration> nodeTimeout() {
        try {
            List<?> setting = (List<?>) command("CONFIG", "GET", "cluster-node-timeout");
            return setting.size() < 2
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis(Long.parseLong(text(setting.get(1)))));
        } catch (JedisDataException notAllowed) {
            return Optional.empty();
        }
    }

    public State state() {
        try {
            List<?> role = (List<?>) command(haste, "ROLE");
            if (text(role.get(0)).equals("master")) {
                return State.PRIMARY;
            }
            return text(role.get(3)).equals("connected") ? State.REPLICA : State.BEHIND;
        } catch (JedisDataException loading) {
            return State.BEHIND;
        } catch (JedisConnectionException noAnswer) {
            return timedOut(noAnswer) ? State.SILENT : State.GONE;
        }
    }

    /** Whether a write of a key ends well here and now. The key is gone a second later. */
    public boolean takesWrites(String key) {
        try {
            command(haste, "SET", key, "1", "PX", "1000");
            return true;
        } catch (JedisDataException | JedisConnectionException notNow) {
            return false;
        }
    }

    /** A section of INFO. */
    public String info(String section) {
        return text(command("INFO", section));
    }

    @Override
    public String toString() {
        return name;
    }

    private Object command(Duration patience, String... words) {
        try (Jedis connection = new Jedis(address, config(patience))) {
            return decoded(send(connection, words));
        }
    }

    private static Object send(Jedis connection, String... words) {
        ProtocolCommand command = () -> SafeEncoder.encode(words[0]);
        return connection.sendCommand(command, Arrays.copyOfRange(words, 1, words.length));
    }

    private DefaultJedisClientConfig config(Duration patience) {
        return DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) patience.toMillis())
                .socketTimeoutMillis((int) patience.toMillis())
                .user(access.user().orElse(null))
                .password(access.password().orElse(null))
                .ssl(access.tls())
                .build();
    }

    private static Object decoded(Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : reply;
    }

    private static String text(Object reply) {
        return String.valueOf(decoded(reply));
    }

    private static boolean timedOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
            if (Arrays.stream(cause.getSuppressed()).anyMatch(RedisNode::timedOut)) {
                return true;
            }
        }
        return false;
    }
}
