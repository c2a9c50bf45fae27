package dev.yardarm.infra.config;

import java.util.Optional;

/**
 * When somebody is told.
 *
 * @param replicationLagMillis above which
 * @param hitRatePercent below which
 * @param cpuPercent of a Redis node, above which
 * @param connectionErrors to Redis in a minute, above which
 * @param p95Millis above which
 * @param activeConnections of a gateway to one Redis node, above which
 * @param memoryPercent of a Redis node, above which
 * @param replicas of each shard that are watched; another number than at the cluster's creation once some were added or taken away
 * @param evictions of all Redis nodes in a minute, above which
 * @param leastRequests of all gateways in a minute, below which hit rate and P95 are not judged
 * @param singleUsd a month for ElastiCache with the single instance, above which
 * @param clusterUsd a month for ElastiCache with the cluster, above which
 * @param url an HTTPS address that is told, as PagerDuty gives it for Amazon CloudWatch
 * @param runbooks the folder of the runbooks, which the text of each alarm links to: an HTTPS address, or in
 *     staging a path of the repository
 */
public record AlarmConfig(
        int replicationLagMillis,
        double hitRatePercent,
        double cpuPercent,
        int connectionErrors,
        int p95Millis,
        int activeConnections,
        double memoryPercent,
        int replicas,
        int evictions,
        int leastRequests,
        int singleUsd,
        int clusterUsd,
        Optional<String> url,
        String runbooks) {
    public AlarmConfig {
        new Rules()
                .range(replicationLagMillis, 1, 60_000, "alarms.replicationLagMillis")
                .range(hitRatePercent, 0, 100, "alarms.hitRatePercent")
                .range(cpuPercent, 1, 99, "alarms.cpuPercent")
                .range(connectionErrors, 0, 100_000, "alarms.connectionErrors")
                .range(p95Millis, 1, 60_000, "alarms.p95Millis")
                .range(activeConnections, 1, 10, "alarms.activeConnections")
                .range(memoryPercent, 1, 99, "alarms.memoryPercent")
                .range(replicas, 1, 5, "alarms.replicas")
                .range(evictions, 0, 1_000_000, "alarms.evictions")
                .range(leastRequests, 0, 10_000_000, "alarms.leastRequests")
                .range(singleUsd, 1, 100_000, "alarms.singleUsd")
                .range(clusterUsd, 1, 100_000, "alarms.clusterUsd")
                .require(
                        url.map(text -> text.matches("https://[^\\s/]+(/\\S*)?"))
                                .orElse(true),
                        "alarms.url",
                        "must begin with https://")
                .require(
                        runbooks.matches("(https://)?[^\\s/]+(/[^\\s/]+)*") && runbooks.length() <= 200,
                        "alarms.runbooks",
                        "must be a path or an https:// address of at most 200 characters, without a slash at the end")
                .check();
    }
}
