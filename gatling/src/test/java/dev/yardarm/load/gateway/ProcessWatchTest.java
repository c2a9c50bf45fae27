package dev.yardarm.load.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.yardarm.load.gateway.ProcessWatch.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessWatchTest {
    private final ProcessWatch watch = new ProcessWatch(new GatewayClient(new Target(
            URI.create("http://localhost"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new Target.RedisAccess(Optional.empty(), Optional.empty(), false, Duration.ofMillis(250)),
            Map.of())));

    private void heap(double... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            int collections = i / 2;
            watch.add(new Reading(3, bytes[i], 40, collections, 0, 0, 1));
        }
    }

    @Test
    void trend_sawtooth_hasNotGrown() {
        heap(10, 50, 90, 12, 52, 92, 11, 51, 91);

        assertThat(watch.trend().growthOfLeast(Reading::heapBytes)).isEqualTo(1);
    }

    @Test
    void trend_leak_hasGrownByWhatStays() {
        heap(10, 50, 90, 40, 80, 120, 70, 110, 150);

        assertThat(watch.trend().growthOfLeast(Reading::heapBytes)).isEqualTo(60);
    }

    @Test
    void trend_tooFewReadings_isNotKnown() {
        heap(10, 20);

        assertThat(watch.trend().growthOfLeast(Reading::heapBytes)).isNaN();
        assertThat(watch.trend().leastRise(Reading::collections)).isNaN();
    }

    @Test
    void rise_count_isFromTheFirstReadingToTheLast() {
        assertThat(watch.rise(Reading::redisErrors)).isNaN();
        for (int errors : new int[] {4, 4, 9, 6}) {
            watch.add(new Reading(3, 1, 40, 0, errors, 0, 1));
        }

        assertThat(watch.rise(Reading::redisErrors)).isEqualTo(2);
    }

    @Test
    void oneProcess_startedAgain_isNotHeld() {
        assertThat(watch.oneProcess().held()).isFalse();
        watch.add(new Reading(3, 1, 40, 0, 0, 0, 1));
        watch.add(new Reading(3, 1, 40, 0, 0, 0, 1));
        assertThat(watch.oneProcess().held()).isTrue();
        watch.add(new Reading(3, 1, 40, 0, 0, 0, 2));
        assertThat(watch.oneProcess().held()).isFalse();
    }

    @Test
    void of_metrics_tellsErrorsOfRedisFromAnswersThatAreLate() {
        Reading reading = Reading.of(Metrics.parse("""
                redis_connection_errors_total{node="a"} 1.0
                redis_commands_total{node="a",role="primary",result="ok"} 100.0
                redis_commands_total{node="a",role="primary",result="error"} 10.0
                redis_commands_total{node="b",role="replica",result="timeout"} 1000.0
                process_start_time_seconds 7.0
                """));

        assertThat(reading.redisErrors()).isEqualTo(11);
        assertThat(reading.timeouts()).isEqualTo(1_000);
        assertThat(reading.began()).isEqualTo(7);
    }

    @Test
    void most_noReading_isNotKnown() {
        assertThat(watch.most(Reading::connections)).isNaN();
    }

    @Test
    void during_anotherPageThanTheMetrics_hasNoReading() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            Map<String, String> properties = Map.of("baseUrl", address, "managementUrl", address);
            ProcessWatch ofErrors =
                    new ProcessWatch(new GatewayClient(Target.of(new Settings(properties::get, name -> null))));

            ofErrors.during(Duration.ofMillis(1));

            assertThat(ofErrors.readings()).isEmpty();
        } finally {
            server.stop(0);
        }
    }
}
