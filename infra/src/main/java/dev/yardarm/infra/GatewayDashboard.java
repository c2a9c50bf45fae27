package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.HorizontalAnnotation;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.LogQueryWidget;
import software.constructs.Construct;

/** All of a stage at a glance: gateways, load balancer, Redis, PostgreSQL, and what the logs say. */
final class GatewayDashboard extends Construct {
    private static final int THIRD = 8;
    private static final int HEIGHT = 6;

    GatewayDashboard(
            Construct scope, StageConfig config, DataStack data, GatewayStack gateway, List<CacheNodes> caches) {
        super(scope, "Dashboard");
        List<List<IWidget>> rows = new ArrayList<>();
        rows.addAll(gateways(config));
        rows.add(entrance(gateway));
        caches.forEach(nodes -> rows.add(cache(nodes, config.alarms().cpuPercent())));
        rows.add(database(data));
        rows.add(logs(gateway));
        Dashboard.Builder.create(this, "Board")
                .dashboardName(config.prefix())
                .widgets(rows)
                .build();
    }

    private static List<List<IWidget>> gateways(StageConfig config) {
        return List.of(
                List.of(
                        graph(
                                "Hit rate, percent",
                                config.alarms().hitRatePercent(),
                                List.of(
                                        GatewayMetrics.CACHE_HIT_RATE.of(config, "Average"),
                                        GatewayMetrics.CACHE_HIT_RATE.of(config, "Minimum"))),
                        graph(
                                "P95, ms",
                                config.alarms().p95Millis(),
                                List.of(
                                        GatewayMetrics.RESPONSE_LATENCY_P95.of(config, "Average"),
                                        GatewayMetrics.RESPONSE_LATENCY_P95.of(config, "Maximum"))),
                        graph(
                                "Replication lag, ms",
                                config.alarms().replicationLagMillis(),
                                List.of(GatewayMetrics.REPLICATION_LAG_MS.of(config, "Maximum")))),
                List.of(
                        graph(
                                "Errors of connections to Redis, a minute and gateway",
                                config.alarms().connectionErrors(),
                                List.of(GatewayMetrics.REDIS_CONNECTION_ERRORS.of(config, "Maximum"))),
                        graph(
                                "Connections to a Redis node",
                                config.alarms().activeConnections(),
                                List.of(GatewayMetrics.ACTIVE_CONNECTIONS.of(config, "Maximum"))),
                        graph(
                                "Change feed connected, Redis available: least of all gateways",
                                1,
                                List.of(
                                        GatewayMetrics.CHANGE_FEED_CONNECTED.of(config, "Minimum"),
                                        GatewayMetrics.REDIS_AVAILABLE.of(config, "Minimum")))));
    }

    private static List<IWidget> entrance(GatewayStack gateway) {
        Entrance entrance = gateway.entrance();
        return List.of(
                graph(
                        "Requests, both groups",
                        List.of(
                                entrance.first().getMetrics().requestCount(),
                                entrance.second().getMetrics().requestCount())),
                graph(
                        "Gateways that are ready",
                        List.of(
                                entrance.first().getMetrics().healthyHostCount(),
                                entrance.second().getMetrics().healthyHostCount())),
                graph(
                        "Processors and memory of the gateways, percent",
                        List.of(
                                gateway.service().metricCpuUtilization(),
                                gateway.service().metricMemoryUtilization())));
    }

    private static List<IWidget> cache(CacheNodes nodes, double limit) {
        String of = " of each node, " + nodes.label();
        return List.of(
                graph("Hit rate, percent," + of, nodes.each("CacheHitRate", "Average")),
                graph(
                        "Processor that runs commands, percent," + of,
                        limit,
                        nodes.each("EngineCPUUtilization", "Maximum")),
                graph("Memory, percent," + of, nodes.each("DatabaseMemoryUsagePercentage", "Maximum")));
    }

    private static List<IWidget> database(DataStack data) {
        return List.of(
                graph(
                        "Processors of PostgreSQL",
                        List.of(data.database().instance().metricCPUUtilization())),
                graph(
                        "Connections to PostgreSQL",
                        List.of(data.database().instance().metricDatabaseConnections())),
                graph(
                        "Free storage of PostgreSQL",
                        List.of(data.database().instance().metricFreeStorageSpace())));
    }

    private static List<IWidget> logs(GatewayStack gateway) {
        return Arrays.stream(LogQueries.values())
                .map(query -> (IWidget) LogQueryWidget.Builder.create()
                        .title(query.label())
                        .logGroupNames(List.of(gateway.task().logGroup().getLogGroupName()))
                        .queryLines(query.lines())
                        .width(THIRD)
                        .height(HEIGHT)
                        .build())
                .toList();
    }

    private static IWidget graph(String title, List<? extends IMetric> metrics) {
        return GraphWidget.Builder.create()
                .title(title)
                .left(metrics)
                .width(THIRD)
                .height(HEIGHT)
                .build();
    }

    /** With the line at which an alarm is raised. */
    private static IWidget graph(String title, double limit, List<? extends IMetric> metrics) {
        return GraphWidget.Builder.create()
                .title(title)
                .left(metrics)
                .leftAnnotations(List.of(HorizontalAnnotation.builder()
                        .value(limit)
                        .label("alarm")
                        .build()))
                .width(THIRD)
                .height(HEIGHT)
                .build();
    }
}
