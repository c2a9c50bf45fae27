package dev.yardarm.bus;

import dev.yardarm.read.Backend;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that a backend is given up and that it is back: once for the gateway, however many verticles have a breaker for it.
 *
 * <p>For all threads; changes of breakers are rare enough for a lock.
 */
public final class BreakerLog implements BreakerObserver {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerLog.class);

    private final BreakerObserver next;
    private final Map<Backend, Set<Integer>> open = new EnumMap<>(Backend.class);

    /** @param next is told everything as well */
    public BreakerLog(BreakerObserver next) {
        this.next = next;
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
                LOG.atWarn().addKeyValue("backend", backend.label()).log(givenUp(backend));
            } else if (!allClosed && instances.isEmpty()) {
                LOG.atInfo().addKeyValue("backend", backend.label()).log("{} is available again", name(backend));
            }
        }
    }

    private static String givenUp(Backend backend) {
        return switch (backend) {
            case REDIS -> "Redis unavailable, falling back to database";
            case POSTGRES -> "PostgreSQL unavailable, answering from caches";
        };
    }

    private static String name(Backend backend) {
        return switch (backend) {
            case REDIS -> "Redis";
            case POSTGRES -> "PostgreSQL";
        };
    }
}
