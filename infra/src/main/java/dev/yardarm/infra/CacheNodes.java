package dev.yardarm.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The nodes of one cache, and what ElastiCache tells of them, minute by minute.
 *
 * @param label of the cache, {@code cluster} or {@code single}
 * @param ids that ElastiCache has given them; at most nine
 * @param primaries how many of them are to be primaries
 */
record CacheNodes(String label, List<String> ids, int primaries) {

    /** The greatest of all nodes. */
    IMetric most(String metric) {
        return all("MAX", metric, "Maximum");
    }

    /** Of all nodes together. */
    IMetric total(String metric, String statistic) {
        return all("SUM", metric, statistic);
    }

    /** Of each node by itself. */
    List<IMetric> each(String metric, String statistic) {
        return ids.stream().map(id -> (IMetric) of(id, metric, statistic)).toList();
    }

    private IMetric all(String function, String metric, String statistic) {
        Map<String, IMetric> nodes = new LinkedHashMap<>();
        IntStream.range(0, ids.size())
                .forEach(node -> nodes.put("n" + (node + 1), of(ids.get(node), metric, statistic)));
        return MathExpression.Builder.create()
                .expression(function + nodes.keySet().stream().collect(Collectors.joining(",", "([", "])")))
                .usingMetrics(nodes)
                .label(metric)
                .period(Duration.minutes(1))
                .build();
    }

    private static Metric of(String id, String metric, String statistic) {
        return Metric.Builder.create()
                .namespace("AWS/ElastiCache")
                .metricName(metric)
                .dimensionsMap(Map.of("CacheClusterId", id))
                .label(id)
                .statistic(statistic)
                .period(Duration.minutes(1))
                .build();
    }
}
