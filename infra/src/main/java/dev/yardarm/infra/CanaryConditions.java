package dev.yardarm.infra;

import dev.yardarm.infra.config.CanaryConfig;
import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;

/**
 * When a deployment is taken back. The groups of gateways change roles with each deployment, so each is judged by itself: the
 * one with few requests as strictly as the other.
 */
final class CanaryConditions {
    private static final Duration PERIOD = Duration.minutes(5);

    private CanaryConditions() {}

    static List<Condition> of(StageConfig config, Entrance entrance) {
        CanaryConfig canary = config.canary();
        Stream<Condition> groups = Stream.of("first", "second").flatMap(name -> {
            Group group = new Group(
                    entrance, name.equals("first") ? entrance.first() : entrance.second(), canary.leastRequests());
            return Stream.of(
                    Condition.above(
                                    "canary-errors-" + name,
                                    canary.errorRatePercent() + " % or more of the answers of the " + name
                                            + " group are errors.",
                                    Runbook.CANARY,
                                    group.errorRate(),
                                    canary.errorRatePercent(),
                                    1)
                            .orAtThreshold(),
                    Condition.above(
                                    "canary-p95-" + name,
                                    "One in twenty answers of the " + name + " group takes " + canary.p95Millis()
                                            + " ms or more.",
                                    Runbook.CANARY,
                                    group.p95(),
                                    canary.p95Millis() / 1000.0,
                                    1)
                            .orAtThreshold());
        });
        Condition unanswered = Condition.above(
                        "canary-unanswered",
                        canary.errorRatePercent() + " % or more of all requests got no answer of a gateway.",
                        Runbook.CANARY,
                        unansweredRate(entrance, canary.leastRequests()),
                        canary.errorRatePercent(),
                        1)
                .orAtThreshold();
        Stream<Condition> rest = Stream.of(
                unanswered,
                Condition.below(
                                "canary-hit-rate",
                                "A gateway answers " + canary.hitRatePercent()
                                        + " % or fewer of its reads by the cache.",
                                Runbook.CANARY,
                                GatewayConditions.ifAsked(
                                        config, entrance, GatewayMetrics.CACHE_HIT_RATE.of(config, "Minimum"), 100),
                                canary.hitRatePercent(),
                                5)
                        .orAtThreshold(),
                Condition.above(
                        "canary-redis",
                        "A gateway cannot connect to Redis.",
                        Runbook.CANARY,
                        GatewayMetrics.REDIS_CONNECTION_ERRORS.of(config, "Maximum"),
                        config.alarms().connectionErrors(),
                        2),
                Condition.below(
                        "canary-redis-available",
                        "A gateway cannot use Redis: it is not connected, or Redis refuses what it asks.",
                        Runbook.CANARY,
                        GatewayMetrics.REDIS_AVAILABLE.of(config, "Minimum"),
                        1,
                        2));
        return Stream.concat(groups, rest).toList();
    }

    /**
     * In percent: where a gateway closes the connection (502) or says nothing in time (504), the load balancer answers itself.
     * It counts those for all groups together.
     */
    private static IMetric unansweredRate(Entrance entrance, int least) {
        return MathExpression.Builder.create()
                .expression("100 * (FILL(closed, 0) + FILL(late, 0)) / IF(FILL(requests, 0) > " + least + ", requests, "
                        + least + ")")
                .usingMetrics(new TreeMap<>(Map.of(
                        "closed", entrance.sum("HTTPCode_ELB_502_Count", PERIOD),
                        "late", entrance.sum("HTTPCode_ELB_504_Count", PERIOD),
                        "requests", entrance.requests(PERIOD))))
                .label("Unanswered in percent")
                .period(PERIOD)
                .build();
    }

    /** What the load balancer sees of one group. */
    private record Group(Entrance entrance, ApplicationTargetGroup targets, int least) {

        /**
         * In percent; a connection that cannot be made is an error too. Of few requests one error is not yet a rate, and two
         * are: they are divided by no fewer than {@code least}.
         */
        IMetric errorRate() {
            return MathExpression.Builder.create()
                    .expression("100 * (FILL(errors, 0) + FILL(unreached, 0)) / IF(FILL(requests, 0) > " + least
                            + ", requests, " + least + ")")
                    .usingMetrics(new TreeMap<>(Map.of(
                            "errors", metric("HTTPCode_Target_5XX_Count", "Sum"),
                            "unreached", metric("TargetConnectionErrorCount", "Sum"),
                            "requests", metric("RequestCount", "Sum"))))
                    .label("Errors in percent")
                    .period(PERIOD)
                    .build();
        }

        /** In seconds; zero where there are too few to tell. */
        IMetric p95() {
            return MathExpression.Builder.create()
                    .expression("IF(FILL(requests, 0) > " + least + ", p95, 0)")
                    .usingMetrics(new TreeMap<>(Map.of(
                            "requests", metric("RequestCount", "Sum"), "p95", metric("TargetResponseTime", "p95"))))
                    .label("P95 in seconds")
                    .period(PERIOD)
                    .build();
        }

        private Metric metric(String name, String statistic) {
            return Metric.Builder.create()
                    .namespace("AWS/ApplicationELB")
                    .metricName(name)
                    .dimensionsMap(Map.of(
                            "LoadBalancer",
                            entrance.balancer().getLoadBalancerFullName(),
                            "TargetGroup",
                            targets.getTargetGroupFullName()))
                    .statistic(statistic)
                    .period(PERIOD)
                    .build();
        }
    }
}
