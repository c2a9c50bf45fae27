package dev.yardarm.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures from meters such as the gateway has. */
class FiguresTest {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Figures figures = new Figures(meters);

    @Test
    void take_withoutMeters_saysOnlyThatThereWereNoErrors() {
        figures.take();

        for (Figure figure : Figure.values()) {
            double expected = figure == Figure.REDIS_CONNECTION_ERRORS ? 0 : Double.NaN;
            assertThat(figures.latest(figure)).as(figure.metric()).isEqualTo(Double.valueOf(expected));
        }
    }

    @Test
    void hitRate_readsOfAllSources_countsMemoryAndTheCacheBehindIt() {
        reads("near", 5);
        reads("redis", 3);
        reads("postgres", 1);
        reads("stale", 1);

        assertThat(taken(Figure.CACHE_HIT_RATE)).isEqualTo(80);
    }

    @Test
    void hitRate_nextStep_forgetsTheLast() {
        reads("redis", 100);
        figures.take();
        reads("redis", 1);
        reads("postgres", 3);

        assertThat(taken(Figure.CACHE_HIT_RATE)).isEqualTo(25);
        assertThat(taken(Figure.CACHE_HIT_RATE)).as("without reads").isNaN();
    }

    @Test
    void connectionErrors_ofAllNodes_areThoseOfTheStep() {
        meters.counter("redis.connection.errors", "node", "a:6379").increment(2);
        meters.counter("redis.connection.errors", "node", "b:6379").increment();
        assertThat(taken(Figure.REDIS_CONNECTION_ERRORS)).isEqualTo(3);

        meters.counter("redis.connection.errors", "node", "b:6379").increment(4);
        assertThat(taken(Figure.REDIS_CONNECTION_ERRORS)).isEqualTo(4);
        assertThat(taken(Figure.REDIS_CONNECTION_ERRORS)).isZero();
    }

    @Test
    void connectionErrors_nodeIsReplaced_areNeitherLostNorNegative() {
        meters.counter("redis.connection.errors", "node", "a:6379").increment(2);
        figures.take();
        meters.counter("redis.connection.errors", "node", "a:6379").increment(3);
        meters.remove(meters.counter("redis.connection.errors", "node", "a:6379"));

        assertThat(taken(Figure.REDIS_CONNECTION_ERRORS)).isEqualTo(3);
        meters.counter("redis.connection.errors", "node", "a:6379").increment();
        assertThat(taken(Figure.REDIS_CONNECTION_ERRORS)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        // Of 100 requests so many took 150 ms, the others 1 ms or less; buckets end at 1, 100 and 200 ms.
        "0, 0.95",
        "5, 1",
        "6, 116.67",
        "10, 150",
        "100, 195",
    })
    void latencyP95_betweenBounds_isInterpolated(int slow, double millis) {
        Timer timer = timer("/flags");
        for (int i = 0; i < 100; i++) {
            timer.record(i < slow ? Duration.ofMillis(150) : Duration.ofNanos(500_000));
        }

        assertThat(taken(Figure.RESPONSE_LATENCY_P95)).isCloseTo(millis, within(0.01));
    }

    @Test
    void latencyP95_severalRoutesAndSteps_isOfAllInTheStep() {
        timer("/flags").record(Duration.ofMillis(150));
        figures.take();
        for (int i = 0; i < 10; i++) {
            timer("/flags").record(Duration.ofNanos(500_000));
            timer("/flags/{key}").record(Duration.ofNanos(500_000));
        }

        assertThat(taken(Figure.RESPONSE_LATENCY_P95)).isCloseTo(0.95, within(0.01));
        assertThat(taken(Figure.RESPONSE_LATENCY_P95)).as("without requests").isNaN();
    }

    @Test
    void latencyP95_aboveTheLastBound_isThatBound() {
        timer("/flags").record(Duration.ofSeconds(30));

        assertThat(taken(Figure.RESPONSE_LATENCY_P95)).isEqualTo(200);
    }

    @Test
    void gauges_ofSeveralNodes_areTheHighest() {
        gauge("redis.connections.active", "a:6379", 3);
        gauge("redis.connections.active", "b:6379", 8);
        gauge("redis.replication.lag.seconds", "a:6379", 0.001);
        gauge("redis.replication.lag.seconds", "b:6379", 0.612);
        gauge("change.feed.connected", "-", 1);
        figures.take();

        assertThat(figures.latest(Figure.ACTIVE_CONNECTIONS)).isEqualTo(8);
        assertThat(figures.latest(Figure.REPLICATION_LAG_MS)).isEqualTo(612);
        assertThat(figures.latest(Figure.CHANGE_FEED_CONNECTED)).isEqualTo(1);
    }

    @Test
    void redisAvailable_ofTwo_isTheLeast() {
        assertThat(taken(Figure.REDIS_AVAILABLE)).as("without Redis").isNaN();
        gauge("redis.available", "redis", 1);
        gauge("redis.available", "formerRedis", 0);

        assertThat(taken(Figure.REDIS_AVAILABLE)).isZero();
    }

    private double taken(Figure figure) {
        figures.take();
        return figures.latest(figure);
    }

    private void reads(String source, int count) {
        meters.counter("flag.reads", "source", source).increment(count);
    }

    private Timer timer(String route) {
        return Timer.builder("http.server.request.duration")
                .tag("route", route)
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(100), Duration.ofMillis(200))
                .register(meters);
    }

    private void gauge(String name, String node, double value) {
        Gauge.builder(name, () -> value).tag("node", node).register(meters);
    }
}
