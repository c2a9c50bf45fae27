package dev.yardarm.infra;

import static dev.yardarm.infra.Templates.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.infra.config.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** C7, C20, S19, and who is told. */
class OperationsTest {
    private static final String PART = "operations";
    private static final String ALARM = "AWS::CloudWatch::Alarm";

    @ParameterizedTest
    @CsvSource({
        "replication-lag, replication_lag_ms, Maximum, GreaterThanThreshold, 500, replication-lag",
        "hit-rate, cache_hit_rate, Average, LessThanThreshold, 80, hit-rate",
        "redis-connection-errors, redis_connection_errors, Sum, GreaterThanThreshold, 5, cluster-unavailable",
        "p95, response_latency_p95, Maximum, GreaterThanThreshold, 200, latency",
        "active-connections, active_connections, Maximum, GreaterThanThreshold, 8, gateway",
        "change-feed, change_feed_connected, Minimum, LessThanThreshold, 1, database"
    })
    void alarm_ofGateways_isRaisedAtTheRequiredFigure(
            String name, String metric, String statistic, String comparison, double threshold, String runbook) {
        for (Stage stage : Stage.values()) {
            JsonNode alarm = alarm(stage, name);
            assertThat(alarm.path("Namespace").asText()).isEqualTo("Yardarm");
            assertThat(alarm.path("MetricName").asText()).isEqualTo(metric);
            assertThat(alarm.path("Statistic").asText()).isEqualTo(statistic);
            assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo(comparison);
            assertThat(alarm.path("Threshold").asDouble()).isEqualTo(threshold);
            assertThat(alarm.path("Period").asInt()).isEqualTo(60);
            assertThat(alarm.path("Dimensions"))
                    .isEqualTo(json("[{'Name': 'Service', 'Value': 'Yardarm'}, {'Name': 'Stage', 'Value': '"
                            + stage.label() + "'}]"));
            assertThat(alarm.path("AlarmDescription").asText()).endsWith("Runbook: docs/runbooks/" + runbook + ".md");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cluster-cpu, CPUUtilization, MAX, GreaterThanThreshold, 75, nodes",
        "cluster-memory, DatabaseMemoryUsagePercentage, MAX, GreaterThanThreshold, 80, nodes",
        "cluster-evictions, Evictions, SUM, GreaterThanThreshold, 0, nodes",
        "cluster-no-primary, IsMaster, SUM, LessThanThreshold, 1, failover"
    })
    void alarm_ofNodes_looksAtEachOfThem(
            String name, String metric, String function, String comparison, double threshold, String runbook) {
        JsonNode alarm = alarm(Stage.PRODUCTION, name);
        assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo(comparison);
        assertThat(alarm.path("Threshold").asDouble()).isEqualTo(threshold);
        assertThat(alarm.path("AlarmDescription").asText()).endsWith("Runbook: docs/runbooks/" + runbook + ".md");
        assertThat(alarm.path("Metrics").path(0).path("Expression").asText()).isEqualTo(function + "([n1,n2,n3])");
        assertThat(alarm.path("Metrics")).hasSize(4);
        for (int node = 1; node <= 3; node++) {
            JsonNode of = alarm.path("Metrics").path(node).path("MetricStat").path("Metric");
            assertThat(of.path("Namespace").asText()).isEqualTo("AWS/ElastiCache");
            assertThat(of.path("MetricName").asText()).isEqualTo(metric);
            assertThat(of.path("Dimensions"))
                    .isEqualTo(json(
                            "[{'Name': 'CacheClusterId', 'Value': 'yardarm-production-cluster-0001-00" + node + "'}]"));
        }
    }

    @Test
    void alarms_whereNothingIsTold_areRaisedForWhatMustBeThere() {
        for (String name : List.of("cluster-no-primary", "change-feed")) {
            assertThat(alarm(Stage.PRODUCTION, name).path("TreatMissingData").asText())
                    .isEqualTo("breaching");
        }
        assertThat(alarm(Stage.PRODUCTION, "p95").path("TreatMissingData").asText())
                .isEqualTo("notBreaching");
    }

    @Test
    void alarms_ofBothCaches_areThereInTheMigration() {
        List<String> names = Templates.MIGRATING.all(Stage.STAGING, PART, ALARM).stream()
                .map(alarm -> alarm.path("AlarmName").asText())
                .toList();
        assertThat(names).contains("yardarm-staging-single-cpu", "yardarm-staging-cluster-cpu");
        JsonNode primaries = Templates.MIGRATING.all(Stage.STAGING, PART, ALARM).stream()
                .filter(alarm -> alarm.path("AlarmName").asText().equals("yardarm-staging-cluster-no-primary"))
                .findFirst()
                .orElseThrow();
        assertThat(primaries.path("Threshold").asInt()).as("one for each shard").isEqualTo(2);
    }

    /** The gateway's tests read the same file. */
    @Test
    void metrics_areThoseThatTheGatewayPublishes() throws IOException {
        List<String> published = Files.readAllLines(Path.of("..", "conf", "cloudwatch-metrics.txt"));
        assertThat(Arrays.stream(GatewayMetrics.values()).map(metric -> metric.label() + " " + unit(metric)))
                .containsExactlyInAnyOrderElementsOf(published);
        Stream<String> used = Stream.of(PART, "gateway")
                .flatMap(part -> Templates.REQUIRED.all(Stage.PRODUCTION, part, ALARM).stream())
                .filter(alarm -> alarm.path("Namespace").asText().equals("Yardarm"))
                .map(alarm -> alarm.path("MetricName").asText())
                .distinct();
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(published.stream()
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void alarms_areToldBothWaysToAnEncryptedTopic(Stage stage) {
        JsonNode topic = Templates.REQUIRED.only(stage, PART, "AWS::SNS::Topic");
        assertThat(topic.path("KmsMasterKeyId").toString()).contains("AlertsKey");
        assertThat(Templates.REQUIRED.only(stage, PART, "AWS::KMS::Key").toString())
                .contains("cloudwatch.amazonaws.com", "\"EnableKeyRotation\":true");
        assertThat(Templates.REQUIRED.only(stage, PART, "AWS::SNS::TopicPolicy").toString())
                .contains("cloudwatch.amazonaws.com", "\"aws:SourceAccount\":\"111122223333\"", "aws:SecureTransport");
        assertThat(Templates.REQUIRED.all(stage, PART, ALARM)).hasSize(10).allSatisfy(alarm -> {
            assertThat(alarm.path("AlarmActions").toString()).contains("AlertsTopic");
            assertThat(alarm.path("OKActions").toString()).contains("AlertsTopic");
        });
    }

    @Test
    void pagerDuty_isSubscribedIfItIsConfigured() {
        assertThat(Templates.REQUIRED.all(Stage.STAGING, PART, "AWS::SNS::Subscription"))
                .isEmpty();
        JsonNode subscription = Templates.MIGRATING.only(Stage.STAGING, PART, "AWS::SNS::Subscription");
        assertThat(subscription.path("Protocol").asText()).isEqualTo("https");
        assertThat(subscription.path("Endpoint").asText())
                .isEqualTo("https://events.pagerduty.com/integration/0/enqueue");
    }

    @ParameterizedTest
    @EnumSource
    void deployments_thatFail_areTold(Stage stage) {
        JsonNode rule = Templates.REQUIRED.only(stage, PART, "AWS::Events::Rule");
        assertThat(rule.path("EventPattern").path("detail"))
                .isEqualTo(json("{'eventName': ['SERVICE_DEPLOYMENT_FAILED']}"));
        assertThat(rule.path("Targets").toString()).contains("AlertsTopic");
    }

    @ParameterizedTest
    @EnumSource
    void queries_areKeptForTheGatewaysLog(Stage stage) {
        Map<String, JsonNode> queries = Templates.REQUIRED.all(stage, PART, "AWS::Logs::QueryDefinition").stream()
                .collect(Collectors.toMap(query -> query.path("Name").asText(), Function.identity()));
        String folder = "yardarm/" + stage.label() + "/";
        assertThat(queries)
                .containsOnlyKeys(folder + "hit-rate-by-node", folder + "replication-lag", folder + "fallbacks");
        assertThat(queries.toString()).contains("avg(cache_hit) * 100", "by node_id");
    }

    /** What a query looks for is what the gateway logs, as its README lists it. */
    @ParameterizedTest
    @EnumSource
    void queries_lookForMessagesThatAreLogged(LogQueries query) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        List<String> messages = Pattern.compile("\"([^\"]+)\"")
                .matcher(query.text())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(messages)
                .isNotEmpty()
                .allSatisfy(message -> assertThat(readme).contains("`" + message + "`"));
    }

    @ParameterizedTest
    @EnumSource
    void dashboard_hasHitRateByNodeLagAndQueries(Stage stage) {
        String body = Templates.REQUIRED
                .only(stage, PART, "AWS::CloudWatch::Dashboard")
                .path("DashboardBody")
                .toString();
        for (GatewayMetrics metric : GatewayMetrics.values()) {
            assertThat(body).contains(metric.label());
        }
        assertThat(body)
                .contains("CacheHitRate", "yardarm-" + stage.label() + "-cluster-0001-003", "CPUUtilization")
                .contains("avg(cache_hit) * 100", "Replica is far behind its primary", "falling back to database");
    }

    private static JsonNode alarm(Stage stage, String name) {
        return Templates.REQUIRED.all(stage, PART, ALARM).stream()
                .filter(alarm -> alarm.path("AlarmName").asText().equals("yardarm-" + stage.label() + "-" + name))
                .findFirst()
                .orElseThrow();
    }

    private static String unit(GatewayMetrics metric) {
        String unit = metric.unit().name();
        return unit.charAt(0) + unit.substring(1).toLowerCase(Locale.ROOT);
    }
}
