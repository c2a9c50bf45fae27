package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what becomes of nodes: once for the gateway, however many event loops have a link to them, and only what is new.
 *
 * <p>For all threads; connections come and go rarely enough for a lock.
 */
public final class LinkLog implements LinkObserver {
    private static final Logger LOG = LoggerFactory.getLogger(LinkLog.class);

    /** How long one refusal is not said again, whichever node it comes from. */
    private static final long SAID_NANOS = Duration.ofMinutes(10).toNanos();

    /** More than there are commands that the gateway sends. */
    private static final int MOST_SAID = 64;

    private final LinkObserver next;
    private final boolean cluster;
    private final Map<HostPort, Story> stories = new HashMap<>();
    private final Map<String, Long> saidNanos = new HashMap<>();

    /**
     * @param next is told everything as well
     * @param cluster whether nodes are found by what they announce; else by the configuration
     */
    public LinkLog(LinkObserver next, boolean cluster) {
        this.next = next;
        this.cluster = cluster;
    }

    /** What was last logged of a node. */
    private static final class Story {
        private int links;
        private boolean wasUp;
        private boolean up;
        private boolean silent;
        /** Several kinds may take turns, as with what answers at random. */
        private final Set<Kind> refusals = EnumSet.noneOf(Kind.class);
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
            story.refusals.clear();
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
    }

    @Override
    public void opened(HostPort node) {
        next.opened(node);
        synchronized (stories) {
            of(node).links++;
        }
    }

    @Override
    public void ended(HostPort node) {
        next.ended(node);
        synchronized (stories) {
            if (--of(node).links <= 0) {
                stories.remove(node);
            }
        }
    }

    @Override
    public void connectionFailed(HostPort node, Kind kind, String why) {
        next.connectionFailed(node, kind, why);
        synchronized (stories) {
            Story story = of(node);
            if (story.refusals.add(kind)) {
                LOG.atWarn()
                        .addKeyValue("node_id", node)
                        .addKeyValue("error", why)
                        .addKeyValue(
                                "remedy",
                                cluster && !story.wasUp ? Remedy.ofAnnounced(kind, why) : Remedy.of(kind, why))
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

    @Override
    public void readAnswered(HostPort node, boolean fresh) {
        next.readAnswered(node, fresh);
    }

    @Override
    public void refused(HostPort node, Kind kind, String why) {
        next.refused(node, kind, why);
        // In a cluster it is followed.
        boolean moved = kind == Kind.MOVED;
        if (moved && cluster) {
            return;
        }
        synchronized (stories) {
            if (isNew(moved ? Kind.MOVED.name() : why)) {
                LOG.atWarn()
                        .addKeyValue("node_id", node)
                        .addKeyValue("error", why)
                        .addKeyValue("remedy", moved ? "name it by REDIS_CLUSTER_URL" : Remedy.RIGHTS)
                        .log(
                                moved
                                        ? "REDIS_URL names a node of a Redis Cluster, not a single instance"
                                        : "Redis does not allow the gateway a command that it needs");
            }
        }
    }

    private boolean isNew(String what) {
        long now = System.nanoTime();
        saidNanos.values().removeIf(said -> now - said >= SAID_NANOS);
        return saidNanos.size() < MOST_SAID && saidNanos.putIfAbsent(what, now) == null;
    }

    private Story of(HostPort node) {
        return stories.computeIfAbsent(node, first -> new Story());
    }
}
