package dev.yardarm.cloudwatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.DoubleStream;

/**
 * The {@link Figure}s, taken from the gateway's meters once a step.
 *
 * <p>What happens is counted from one taking to the next, so {@link #take} is for the one who sends them alone. A figure about
 * which there is nothing to say is NaN, and is not sent: no reads, no requests, no Redis, no replicas.
 */
final class Figures {
    private static final String CONNECTION_ERRORS = "redis.connection.errors";

    private final MeterRegistry meters;
    private final Increase reads = new Increase();
    private final Increase misses = new Increase();
    private final Increase errors = new Increase();
    private final LatencyWindow latencies = new LatencyWindow();

    /** Of nodes that are gone, whose meters are too. */
    private final DoubleAdder formerErrors = new DoubleAdder();

    private volatile Map<Figure, Double> latest = Map.of();

    Figures(MeterRegistry meters) {
        this.meters = meters;
        meters.config().onMeterRemoved(this::removed);
    }

    /** Those from the last taking until now. */
    synchronized void take() {
        Map<Figure, Double> taken = new EnumMap<>(Figure.class);
        taken.put(Figure.CACHE_HIT_RATE, hitRate());
        taken.put(Figure.REDIS_CONNECTION_ERRORS, errors.upTo(formerErrors.sum() + total(find(CONNECTION_ERRORS))));
        taken.put(
                Figure.RESPONSE_LATENCY_P95,
                latencies.p95Nanos(find("http.server.request.duration").timers()) / 1e6);
        taken.put(Figure.ACTIVE_CONNECTIONS, most("redis.connections.active"));
        taken.put(Figure.REPLICATION_LAG_MS, most("redis.replication.lag.seconds") * 1e3);
        taken.put(Figure.CHANGE_FEED_CONNECTED, most("change.feed.connected"));
        taken.put(Figure.REDIS_AVAILABLE, least("redis.available"));
        latest = taken;
    }

    /** As of the last taking; NaN before the first. */
    double latest(Figure figure) {
        return latest.getOrDefault(figure, Double.NaN);
    }

    private double hitRate() {
        double missed = misses.upTo(total(source("postgres")) + total(source("stale")));
        double read = reads.upTo(total(find("flag.reads")));
        return read == 0 ? Double.NaN : 100 * Math.max(0, read - missed) / read;
    }

    private Search source(String source) {
        return find("flag.reads").tag("source", source);
    }

    private Search find(String name) {
        return meters.find(name);
    }

    private static double total(Search counters) {
        return counters.counters().stream().mapToDouble(Counter::count).sum();
    }

    private double most(String gauges) {
        return values(find(gauges).gauges()).max().orElse(Double.NaN);
    }

    private double least(String gauges) {
        return values(find(gauges).gauges()).min().orElse(Double.NaN);
    }

    private static DoubleStream values(Collection<Gauge> gauges) {
        return gauges.stream().mapToDouble(Gauge::value).filter(value -> !Double.isNaN(value));
    }

    private void removed(Meter meter) {
        if (meter instanceof Counter counter && meter.getId().getName().equals(CONNECTION_ERRORS)) {
            formerErrors.add(counter.count());
        }
    }
}
