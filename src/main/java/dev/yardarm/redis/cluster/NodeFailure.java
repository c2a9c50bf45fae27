package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import io.vertx.redis.client.impl.types.ErrorType;
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
        /** No answer within the bound. The command may have been executed. */
        TIMEOUT(false),
        /** More commands are waiting than the connection may hold. */
        BUSY(false),
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
                default -> OTHER;
            };
        }
    }

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
        return failure instanceof ErrorType
                ? new NodeFailure(Kind.of(message), message, failure)
                : new NodeFailure(Kind.DISCONNECTED, message, failure);
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
     * the answer has none (Redis Cluster specification, "MOVED Redirection").
     *
     * @param by who redirects
     */
    HostPort redirectedTo(HostPort by) {
        String target = message.substring(message.lastIndexOf(' ') + 1);
        int colon = target.lastIndexOf(':');
        String host = target.substring(0, colon);
        return new HostPort(
                host.isEmpty() || host.equals("?") ? by.host() : host, Integer.parseInt(target.substring(colon + 1)));
    }
}
