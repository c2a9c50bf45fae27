package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.Unit;

/**
 * What gateways tell CloudWatch of themselves, once a minute each. Names and units are those of
 * {@code conf/cloudwatch-metrics.txt}, which a test of the gateway reads too.
 */
enum GatewayMetrics {
    CACHE_HIT_RATE(Unit.PERCENT),
    REDIS_CONNECTION_ERRORS(Unit.COUNT),
    RESPONSE_LATENCY_P95(Unit.MILLISECONDS),
    ACTIVE_CONNECTIONS(Unit.COUNT),
    REPLICATION_LAG_MS(Unit.MILLISECONDS),
    CHANGE_FEED_CONNECTED(Unit.COUNT),
    /** 1 if each Redis that the gateway uses is connected, its breaker closed, and no command was refused lately; else 0. */
    REDIS_AVAILABLE(Unit.COUNT);

    static final String NAMESPACE = "Yardarm";
    static final String SERVICE = "Yardarm";

    private final Unit unit;

    GatewayMetrics(Unit unit) {
        this.unit = unit;
    }

    /** As it is published. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Unit unit() {
        return unit;
    }

    /** Of all gateways of a stage, minute by minute. */
    Metric of(StageConfig config, String statistic) {
        return Metric.Builder.create()
                .namespace(NAMESPACE)
                .metricName(label())
                .dimensionsMap(
                        Map.of("Service", SERVICE, "Stage", config.stage().label()))
                .statistic(statistic)
                .period(Duration.minutes(1))
                .build();
    }
}
