package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import java.time.Duration;

/**
 * Is told what happens to the connections and commands of nodes, on their event loops; for metrics and logs. Must not fail
 * or wait.
 */
public interface LinkObserver {

    /**
     * A connection is ready for commands.
     *
     * @param after the node had been away for so long, or unknown
     */
    void connected(HostPort node, Duration after);

    /** A connection that was ready is gone, because it was lost or given up. */
    void disconnected(HostPort node, String why);

    /** A connection that was ready was closed, since nobody needs it any more. */
    void closed(HostPort node);

    /** A link to a node has begun, which is to be connected; for who counts links. */
    default void opened(HostPort node) {}

    /** A link is given up, whether it was connected or not: nothing more is told of the node by it. */
    default void ended(HostPort node) {}

    /** An attempt to connect failed. */
    void connectionFailed(HostPort node, NodeFailure.Kind kind, String why);

    /** Whether a node with an open connection answers in time; told when it changes. */
    void answering(HostPort node, boolean inTime);

    /** A number of commands have ended alike. */
    void commandsEnded(HostPort node, NodeRole role, CommandResult result, int commands);

    /**
     * A read was answered; for who counts what nodes are good for.
     *
     * @param fresh whether by what was asked for; else the node has nothing, or something older
     */
    default void readAnswered(HostPort node, boolean fresh) {}

    /** A command was refused for something that lasts until somebody sets it right: rights, or where the key is. */
    void refused(HostPort node, NodeFailure.Kind kind, String why);

    /** How a command ended; an error is an answer too. */
    enum CommandResult {
        OK,
        ERROR,
        TIMEOUT
    }
}
