package dev.yardarm.metrics;

import dev.yardarm.bus.BreakerObserver;
import dev.yardarm.read.Backend;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Shows each backend's circuit breaker; of several the one that is furthest from closed. */
public final class BreakerMeters implements BreakerObserver {
    private final MeterRegistry registry;
    private final Map<Backend, ConcurrentMap<Integer, State>> states = new EnumMap<>(Backend.class);

    public BreakerMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Backend backend : Backend.values()) {
            states.put(backend, new ConcurrentHashMap<>());
        }
    }

    @Override
    public void changed(Backend backend, int instance, State state) {
        boolean first = of(backend).isEmpty();
        of(backend).put(instance, state);
        if (first) {
            // Registering the same meter twice gives the same meter, so a race at the start is harmless.
            Gauge.builder("circuit.breaker.state", () -> state(backend).number())
                    .description("0 closed, 1 half open, 2 open")
                    .tag("backend", backend.label())
                    .register(registry);
        }
    }

    /** Closed if the backend has no breaker. */
    public State state(Backend backend) {
        return state(backend, 0, Integer.MAX_VALUE);
    }

    /**
     * The same of some instances.
     *
     * @param end the first that is not meant any more
     */
    public State state(Backend backend, int first, int end) {
        return of(backend).entrySet().stream()
                .filter(entry -> entry.getKey() >= first && entry.getKey() < end)
                .map(Map.Entry::getValue)
                .max(State::compareTo)
                .orElse(State.CLOSED);
    }

    private ConcurrentMap<Integer, State> of(Backend backend) {
        return java.util.Objects.requireNonNull(states.get(backend), "every backend");
    }
}
