package dev.yardarm.bus;

import dev.yardarm.read.Backend;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs that a backend is given up and that it is back: once for the gateway, however many verticles have a breaker for it.
 *
 * <p>For all threads; changes of breakers are rare enough for a lock.
 */
public final class BreakerLog implements BreakerObserver {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerLog.class);

    private final BreakerObserver next;
    private final boolean cluster;
    private final Map<Backend, Set<Integer>> open = new EnumMap<>(Backend.class);

    /**
     * @param next is told everything as well
     * @param cluster whether Redis is a cluster
     */
    public BreakerLog(BreakerObserver next, boolean cluster) {
        this.next = next;
        this.cluster = cluster;
    }

    @Override
    public void changed(Backend backend, int instance, State state) {
        next.changed(backend, instance, state);
        synchronized (open) {
            Set<Integer> instances = open.computeIfAbsent(backend, none -> new HashSet<>());
            boolean allClosed = instances.isEmpty();
            if (state == State.CLOSED) {
                instances.remove(instance);
            } else {
                instances.add(instance);
            }
            if (allClosed && !instances.isEmpty()) {
                logGivenUp(backend);
            } else if (!allClosed && instances.isEmpty()) {
                LOG.atInfo().addKeyValue("backend", backend.label()).log("{} is available again", name(backend));
            }
        }
    }

    private void logGivenUp(Backend backend) {
        LoggingEventBuilder event = LOG.atWarn().addKeyValue("backend", backend.label());
        switch (backend) {
            case REDIS -> {
                if (cluster) {
                    event = event.addKeyValue("cluster_unavailable", true);
                }
                event.log("{} unavailable, falling back to database", name(backend));
            }
            case POSTGRES -> event.log("{} unavailable, answering from caches", name(backend));
        }
    }

    private String name(Backend backend) {
        return switch (backend) {
            case REDIS -> cluster ? "Redis Cluster" : "Redis";
            case POSTGRES -> "PostgreSQL";
        };
    }
}
