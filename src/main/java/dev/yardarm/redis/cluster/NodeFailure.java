package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A node did not give a command the answer it asked for.
 *
 * <p>The only place where an error of Redis is told by its prefix, which is its protocol (Redis manual, "RESP", simple
 * errors). Without a stack trace, since it is made per command while a node is away.
 */
public final class NodeFailure extends RuntimeException {

    /** What stood in the way. */
    public enum Kind {
        /** There is no connection, or it was lost under the command. */
        DISCONNECTED(true),
        /** TLS could not be agreed upon, for what either side speaks or for the server's certificate. */
        TLS(false),
        /** What answers does not speak the protocol of Redis. */
        NOT_REDIS(false),
        /** No answer within the bound. The command may have been executed. */
        TIMEOUT(false),
        /** The node is reading its data from disk. */
        LOADING(true),
        /** A replica that has lost its primary. */
        MASTERDOWN(true),
        /** The cluster does not serve the key's slot for now. */
        CLUSTERDOWN(true),
        /** The key's slot is on its way to another node. */
        TRYAGAIN(true),
        /** Another node holds the key's slot, named by {@link NodeFailure#redirectedTo}. */
        MOVED(true),
        /** The key's slot is on its way to another node, named likewise, which has the key if there is one. */
        ASK(true),
        /** A write was sent to a replica. */
        READONLY(true),
        /** A script that runs for too long keeps the node from answering. */
        SCRIPT_RUNNING(true),
        /** Credentials are missing. */
        NOAUTH(false),
        /** Credentials are wrong. */
        WRONGPASS(false),
        /** The credentials do not allow the command. */
        NOPERM(false),
        /** The node's memory is full. */
        OOM(false),
        /** The script is not loaded. */
        NOSCRIPT(false),
        /** What is stored under the key is of another type. */
        WRONGTYPE(false),
        /** Any other error of the node's. */
        OTHER(false);

        /** What NOPERM is to a command inside of a script, which has no prefix of its own: Redis 7.0, and 7.2 and later. */
        private static final Pattern MISSING_RIGHT_OF_A_SCRIPT =
                Pattern.compile("The user executing the script can't run|ACL failure in script");

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }

        /** Whether the same command may well succeed a moment later. */
        public boolean isPassing() {
            return passing;
        }

        private static Kind of(String error) {
            int end = error.indexOf(' ');
            return switch (end < 0 ? error : error.substring(0, end)) {
                case "CONNECTION_CLOSED" -> DISCONNECTED;
                case "ILLEGAL_STATE" -> NOT_REDIS;
                case "LOADING" -> LOADING;
                case "MASTERDOWN" -> MASTERDOWN;
                case "CLUSTERDOWN" -> CLUSTERDOWN;
                case "TRYAGAIN" -> TRYAGAIN;
                case "MOVED" -> MOVED;
                case "ASK" -> ASK;
                case "READONLY" -> READONLY;
                case "BUSY" -> SCRIPT_RUNNING;
                case "NOAUTH" -> NOAUTH;
                case "WRONGPASS" -> WRONGPASS;
                case "NOPERM" -> NOPERM;
                case "OOM" -> OOM;
                case "NOSCRIPT" -> NOSCRIPT;
                case "WRONGTYPE" -> WRONGTYPE;
                case "ERR" -> MISSING_RIGHT_OF_A_SCRIPT.matcher(error).find() ? NOPERM : OTHER;
                default -> OTHER;
            };
        }
    }

    private static final Pattern REDIRECTION = Pattern.compile("(?:MOVED|ASK) \\d+ (\\S*):(\\d{1,5})");
    private static final int MOST_PORT = 65_535;

    private final Kind kind;
    private final String message;

    public NodeFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    private NodeFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
        this.message = message;
    }

    /** Translates what the client library failed with: an error of the node, or anything about the connection. */
    static NodeFailure of(Throwable failure) {
        if (failure instanceof NodeFailure already) {
            return already;
        }
        String message = String.valueOf(failure.getMessage());
        Kind kind = failure instanceof ErrorType ? Kind.of(message) : ofConnection(failure);
        return new NodeFailure(kind, message, failure);
    }

    private static Kind ofConnection(Throwable failure) {
        return failure instanceof SSLException ? Kind.TLS : Kind.DISCONNECTED;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether another node may well answer the same command: the answer says something of the node, not of the command. */
    boolean isOfTheNode() {
        return switch (kind) {
            case NOSCRIPT, WRONGTYPE, OTHER -> false;
            default -> true;
        };
    }

    /**
     * The address in {@code MOVED slot host:port} and {@code ASK slot host:port} as the node announces it, its own host where
     * the answer has none (Redis Cluster specification, "MOVED Redirection"). None if the answer has not that form.
     *
     * @param by who redirects
     */
    Optional<HostPort> redirectedTo(HostPort by) {
        Matcher parts = REDIRECTION.matcher(message);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > MOST_PORT) {
            return Optional.empty();
        }
        String host = parts.group(1);
        return Optional.of(
                new HostPort(host.isEmpty() || host.equals("?") ? by.host() : host, Integer.parseInt(parts.group(2))));
    }
}
