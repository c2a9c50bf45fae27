package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what becomes of nodes: once for the gateway, however many event loops have a link to them, and only what is new.
 *
 * <p>For all threads; connections come and go rarely enough for a lock.
 */
public final class LinkLog implements LinkObserver {
    private static final Logger LOG = LoggerFactory.getLogger(LinkLog.class);

    private final LinkObserver next;
    private final Map<HostPort, Story> stories = new HashMap<>();

    /** @param next is told everything as well */
    public LinkLog(LinkObserver next) {
        this.next = next;
    }

    /** What was last logged of a node. */
    private static final class Story {
        private boolean wasUp;
        private boolean up;
        private boolean silent;
        private @Nullable Kind refusal;
    }

    @Override
    public void connected(HostPort node, Duration after) {
        next.connected(node, after);
        synchronized (stories) {
            Story story = of(node);
            if (!story.up) {
                LOG.atInfo()
                        .addKeyValue("node_id", node)
                        .addKeyValue("after_ms", after.toMillis())
                        .log(story.wasUp ? "Redis reconnected" : "Connected to Redis");
            }
            story.wasUp = true;
            story.up = true;
            story.silent = false;
            story.refusal = null;
        }
    }

    @Override
    public void disconnected(HostPort node, String why) {
        next.disconnected(node, why);
        synchronized (stories) {
            Story story = of(node);
            if (story.up) {
                LOG.atWarn()
                        .addKeyValue("node_id", node)
                        .addKeyValue("error", why)
                        .log("Redis connection lost");
            }
            story.up = false;
            story.silent = false;
        }
    }

    @Override
    public void closed(HostPort node) {
        next.closed(node);
        synchronized (stories) {
            stories.remove(node);
        }
    }

    @Override
    public void opened(HostPort node) {
        next.opened(node);
    }

    @Override
    public void ended(HostPort node) {
        next.ended(node);
    }

    @Override
    public void connectionFailed(HostPort node, Kind kind, String why) {
        next.connectionFailed(node, kind, why);
        synchronized (stories) {
            Story story = of(node);
            if (story.refusal != kind) {
                story.refusal = kind;
                LOG.atWarn()
                        .addKeyValue("node_id", node)
                        .addKeyValue("error", why)
                        .addKeyValue("remedy", remedy(kind))
                        .log("Redis cannot be reached, trying on");
            }
        }
    }

    @Override
    public void answering(HostPort node, boolean inTime) {
        next.answering(node, inTime);
        synchronized (stories) {
            Story story = of(node);
            if (story.silent == inTime) {
                story.silent = !inTime;
                if (inTime) {
                    LOG.atInfo().addKeyValue("node_id", node).log("Redis node answers again");
                } else {
                    LOG.atWarn().addKeyValue("node_id", node).log("Redis node does not answer in time");
                }
            }
        }
    }

    @Override
    public void commandsEnded(HostPort node, NodeRole role, CommandResult result, int commands) {
        next.commandsEnded(node, role, result, commands);
    }

    private Story of(HostPort node) {
        return stories.computeIfAbsent(node, first -> new Story());
    }

    static String remedy(Kind kind) {
        return switch (kind) {
            case NOAUTH, WRONGPASS, NOPERM -> "check the user and the password, and the rights of the user";
            case LOADING -> "none needed: the server is loading its data";
            case TIMEOUT -> "check the address, the network and whether the server hangs";
            default -> "check the address, and that the server runs and speaks what the scheme says (redis or rediss)";
        };
    }
}
