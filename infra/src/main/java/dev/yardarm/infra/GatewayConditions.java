package dev.yardarm.infra;

import dev.yardarm.infra.config.AlarmConfig;
import dev.yardarm.infra.config.StageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;

/** What gateways themselves tell of, and may be wrong. */
final class GatewayConditions {
    private GatewayConditions() {}

    static List<Condition> of(StageConfig config, Entrance entrance) {
        AlarmConfig alarms = config.alarms();
        List<Condition> conditions = new ArrayList<>(List.of(
                Condition.below(
                        "hit-rate",
                        "Fewer than " + alarms.hitRatePercent() + " % of reads are answered by the cache.",
                        Runbook.HIT_RATE,
                        ifAsked(config, entrance, GatewayMetrics.CACHE_HIT_RATE.of(config, "Average"), 100),
                        alarms.hitRatePercent(),
                        5),
                Condition.above(
                        "redis-connection-errors",
                        "More than " + alarms.connectionErrors()
                                + " connections of a gateway to Redis fail in a minute.",
                        Runbook.CLUSTER_UNAVAILABLE,
                        GatewayMetrics.REDIS_CONNECTION_ERRORS.of(config, "Maximum"),
                        alarms.connectionErrors(),
                        1),
                Condition.above(
                        "p95",
                        "One in twenty answers of a gateway takes more than " + alarms.p95Millis() + " ms.",
                        Runbook.LATENCY,
                        ifAsked(config, entrance, GatewayMetrics.RESPONSE_LATENCY_P95.of(config, "Maximum"), 0),
                        alarms.p95Millis(),
                        3),
                Condition.above(
                        "active-connections",
                        "A gateway has more than " + alarms.activeConnections() + " connections to one Redis node.",
                        Runbook.GATEWAY,
                        GatewayMetrics.ACTIVE_CONNECTIONS.of(config, "Maximum"),
                        alarms.activeConnections(),
                        3),
                Condition.below(
                                "change-feed",
                                "A gateway does not hear of changes from PostgreSQL, or no gateway tells of itself.",
                                Runbook.DATABASE,
                                GatewayMetrics.CHANGE_FEED_CONNECTED.of(config, "Minimum"),
                                1,
                                3)
                        .orMissing()));
        conditions.add(Condition.below(
                "redis-available",
                "A gateway cannot use Redis: it is not connected, its breaker is open, or Redis refuses it a command.",
                Runbook.CLUSTER_UNAVAILABLE,
                GatewayMetrics.REDIS_AVAILABLE.of(config, "Minimum"),
                1,
                3));
        if (config.cache().setup().hasCluster()) {
            conditions.add(Condition.above(
                    "replication-lag",
                    "A replica of Redis is more than " + alarms.replicationLagMillis() + " ms behind its primary.",
                    Runbook.REPLICATION_LAG,
                    GatewayMetrics.REPLICATION_LAG_MS.of(config, "Maximum"),
                    alarms.replicationLagMillis(),
                    3));
        }
        return conditions;
    }

    /** The figure, or a good one where too few have asked for it to say anything: one slow answer of ten is its P95. */
    static IMetric ifAsked(StageConfig config, Entrance entrance, IMetric figure, int good) {
        return MathExpression.Builder.create()
                .expression("IF(FILL(requests, 0) > " + config.alarms().leastRequests() + ", figure, " + good + ")")
                .usingMetrics(
                        new TreeMap<>(Map.of("requests", entrance.requests(Duration.minutes(1)), "figure", figure)))
                .label("Where there are requests enough")
                .period(Duration.minutes(1))
                .build();
    }
}
