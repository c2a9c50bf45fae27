package dev.yardarm.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.read.FeedState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The feed's metric, by the contract's name. */
class ChangeFeedMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void changeFeedMeters_state_isShownAsItIs() {
        AtomicReference<FeedState> state = new AtomicReference<>(new FeedState.Away(Instant.EPOCH));
        ChangeFeedMeters.register(registry, state::get);
        assertThat(registry.scrape()).contains("\nchange_feed_connected 0.0\n");

        state.set(new FeedState.Connected(Instant.EPOCH));
        assertThat(registry.scrape()).contains("\nchange_feed_connected 1.0\n");
    }
}
