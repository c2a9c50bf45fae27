package dev.yardarm.metrics;

import dev.yardarm.http.HttpObserver;
import dev.yardarm.http.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Times requests by route, method and status. */
public final class HttpMeters implements HttpObserver {
    /** From what memory answers in to what a failing backend costs; the alarms' 100 and 200 ms are among them. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();

    /** Routes, methods and statuses are few, so their combinations are. */
    private record Key(Route route, HttpMethod method, int status) {
        // By hand: what a record does by itself took as long as the timer.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && status == key.status && route == key.route && method.equals(key.method);
        }

        @Override
        public int hashCode() {
            return (route.hashCode() * 31 + method.hashCode()) * 31 + status;
        }
    }

    public HttpMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void requestEnded(Route route, HttpMethod method, int status, long nanos) {
        Key key = new Key(route, method, status);
        Timer known = timers.get(key);
        Timer timer = known != null ? known : timers.computeIfAbsent(key, this::timer);
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Key key) {
        return Timer.builder("http.server.request.duration")
                .description("From a request's head being read to its answer being handed to the connection")
                .tag("route", key.route().label())
                .tag("method", key.method().name())
                .tag("status", Integer.toString(key.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
