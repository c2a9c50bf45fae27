package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.local.SampleFlags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long it takes from the answer to a change on one gateway until another answers with it from its own memory, while
 * both are read all the time.
 */
@Tag("alone")
class PropagationIT {
    private static final String KEY = SampleFlags.key(0);
    private static final String OTHER = SampleFlags.key(1);
    private static final int CHANGES = 200;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BOUND = Duration.ofMillis(50);

    /** The machine may have had other work; a product that is too slow is so each time. */
    private static final int ATTEMPTS = 3;

    @Test
    void change_onOneGateway_isSeenOnAnotherWithin50Ms() {
        try (RedisServer redis = RedisServer.start()) {
            Map<String, String> environment = Map.of(
                    "DATABASE_URL", SharedPostgres.database().url(), "REDIS_URL", redis.url(), "NEAR_CACHE", "on");
            try (LiveGateway first = LiveGateway.start(environment);
                    LiveGateway second = LiveGateway.start(environment)) {
                first.awaitReady().withSamples(SampleFlags.COUNT);
                second.awaitReady();
                try (HttpLoad one = first.load(OTHER);
                        HttpLoad other = second.load(OTHER)) {
                    List<Long> nanos = measured(first, second);
                    for (int again = 1; percentile(nanos, 0.99) >= BOUND.toNanos() && again < ATTEMPTS; again++) {
                        nanos = measured(first, second);
                    }
                    assertThat(Duration.ofNanos(percentile(nanos, 0.99))).isLessThan(BOUND);
                    assertThat(one.stop().otherThanOk()).isEmpty();
                    assertThat(other.stop().otherThanOk()).isEmpty();
                }
            }
        }
    }

    private static List<Long> measured(LiveGateway first, LiveGateway second) {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            long revision = LiveGateway.revision(first.patch(KEY, "{\"rolloutPercentage\": " + i % 100 + "}"));
            long acknowledged = System.nanoTime();
            Await.until(
                    SOON,
                    Duration.ofMillis(1),
                    () -> "revision " + revision,
                    () -> LiveGateway.revision(second.read(KEY)) >= revision);
            nanos.add(System.nanoTime() - acknowledged);
        }
        nanos.sort(null);
        System.out.printf(
                "%d changes, from the answer on one gateway to the value on another: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                nanos.size(), percentile(nanos, 0.5) / 1e6, percentile(nanos, 0.99) / 1e6, percentile(nanos, 1) / 1e6);
        return nanos;
    }

    private static long percentile(List<Long> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }
}
