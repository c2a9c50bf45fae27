package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;

/** Is told what happens to the connections and commands of nodes, on their event loop; for metrics. Must not fail or wait. */
public interface LinkObserver {

    /** A connection is ready for commands. */
    void connected(HostPort node);

    /** A connection that was ready is gone. */
    void disconnected(HostPort node);

    /** An attempt to connect failed, or a connection was lost. */
    void connectionFailed(HostPort node);

    /** A number of commands have ended alike. */
    void commandsEnded(HostPort node, NodeRole role, CommandResult result, int commands);

    /** How a command ended; an error is an answer too. */
    enum CommandResult {
        OK,
        ERROR,
        TIMEOUT
    }
}
