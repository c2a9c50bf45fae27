package dev.yardarm.infra;

import static dev.yardarm.infra.Templates.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.yardarm.infra.config.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** C7, C20, S19, and who is told. */
class OperationsTest {
    private static final String PART = "operations";
    private static final String ALARM = "AWS::CloudWatch::Alarm";

    /** Words of Logs Insights that are used. */
    private static final Set<String> LANGUAGE = Set.of(
            "filter",
            "in",
            "and",
            "ispresent",
            "fields",
            "stats",
            "avg",
            "count",
            "by",
            "sort",
            "asc",
            "desc",
            "limit",
            "as");

    @ParameterizedTest
    @CsvSource({
        "replication-lag, replication_lag_ms, Maximum, GreaterThanThreshold, 500, replication-lag",
        "redis-connection-errors, redis_connection_errors, Maximum, GreaterThanThreshold, 5, cluster-unavailable",
        "active-connections, active_connections, Maximum, GreaterThanThreshold, 8, gateway",
        "change-feed, change_feed_connected, Minimum, LessThanThreshold, 1, database",
        "redis-available, redis_available, Minimum, LessThanThreshold, 1, cluster-unavailable"
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
            assertThat(alarm.path("AlarmDescription").asText())
                    .endsWith("Runbook: " + Templates.runbooks(stage) + "/" + runbook + ".md");
        }
    }

    /** Of ten requests one is P95, and one that misses is a tenth: so few say nothing. */
    @ParameterizedTest
    @CsvSource({
        "hit-rate, cache_hit_rate, Average, LessThanThreshold, 80, 100, hit-rate",
        "p95, response_latency_p95, Maximum, GreaterThanThreshold, 200, 0, latency"
    })
    void alarm_ofRates_isRaisedAtTheRequiredFigureIfThereAreRequestsEnough(
            String name,
            String metric,
            String statistic,
            String comparison,
            double threshold,
            int otherwise,
            String runbook) {
        for (Stage stage : Stage.values()) {
            JsonNode alarm = alarm(stage, name);
            assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo(comparison);
            assertThat(alarm.path("Threshold").asDouble()).isEqualTo(threshold);
            assertThat(alarm.path("AlarmDescription").asText())
                    .endsWith("Runbook: " + Templates.runbooks(stage) + "/" + runbook + ".md");
            assertThat(alarm.path("Metrics").path(0).path("Expression").asText())
                    .isEqualTo("IF(FILL(requests, 0) > 300, figure, " + otherwise + ")");
            JsonNode figure = Templates.metric(alarm, "figure");
            assertThat(figure.path("Stat").asText()).isEqualTo(statistic);
            assertThat(figure.path("Period").asInt()).isEqualTo(60);
            assertThat(figure.path("Metric").path("Namespace").asText()).isEqualTo("Yardarm");
            assertThat(figure.path("Metric").path("MetricName").asText()).isEqualTo(metric);
            assertThat(figure.path("Metric").path("Dimensions"))
                    .isEqualTo(json("[{'Name': 'Service', 'Value': 'Yardarm'}, {'Name': 'Stage', 'Value': '"
                            + stage.label() + "'}]"));
            JsonNode requests = Templates.metric(alarm, "requests");
            assertThat(requests.path("Stat").asText()).isEqualTo("Sum");
            assertThat(requests.path("Period").asInt()).isEqualTo(60);
            assertThat(requests.path("Metric").path("MetricName").asText()).isEqualTo("RequestCount");
            assertThat(requests.path("Metric").path("Dimensions"))
                    .extracting(dimension -> dimension.path("Name").asText())
                    .containsExactly("LoadBalancer");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cluster-cpu, EngineCPUUtilization, MAX, Maximum, GreaterThanThreshold, 75, nodes",
        "cluster-host-cpu, CPUUtilization, MAX, Maximum, GreaterThanThreshold, 75, nodes",
        "cluster-memory, DatabaseMemoryUsagePercentage, MAX, Maximum, GreaterThanThreshold, 80, nodes",
        "cluster-evictions, Evictions, SUM, Sum, GreaterThanThreshold, 0, nodes",
        "cluster-no-primary, IsMaster, SUM, Maximum, LessThanThreshold, 1, failover"
    })
    void alarm_ofNodes_looksAtEachOfThem(
            String name,
            String metric,
            String function,
            String statistic,
            String comparison,
            double threshold,
            String runbook) {
        JsonNode alarm = alarm(Stage.PRODUCTION, name);
        assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo(comparison);
        assertThat(alarm.path("Threshold").asDouble()).isEqualTo(threshold);
        assertThat(alarm.path("AlarmDescription").asText())
                .endsWith("Runbook: " + Templates.runbooks(Stage.PRODUCTION) + "/" + runbook + ".md");
        assertThat(alarm.path("Metrics").path(0).path("Expression").asText()).isEqualTo(function + "([n1,n2,n3])");
        assertThat(Templates.metric(alarm, "n3").path("Stat").asText()).isEqualTo(statistic);
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

    /** Replicas that were added later have alarms too. */
    @Test
    void alarm_ofNodes_looksAtAsManyReplicasAsItIsTold() {
        String alarms = Templates.MIGRATING.all(Stage.STAGING, PART, ALARM).toString();
        assertThat(alarms).contains("\"yardarm-staging-cluster-0002-004\"").doesNotContain("-0002-005");
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
                .flatMap(alarm -> Stream.concat(
                        Stream.of(alarm),
                        StreamSupport.stream(alarm.path("Metrics").spliterator(), false)
                                .map(query -> query.path("MetricStat").path("Metric"))))
                .filter(metric -> metric.path("Namespace").asText().equals("Yardarm"))
                .map(metric -> metric.path("MetricName").asText())
                .distinct();
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(published.stream()
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList());
    }

    /** Of the same settings the same template: what has no order would change alarms with each synthesis. */
    @ParameterizedTest
    @EnumSource
    void alarms_nameTheirMetricsInOrder(Stage stage) {
        assertThat(Stream.of(PART, "gateway").flatMap(part -> Templates.REQUIRED.all(stage, part, ALARM).stream()))
                .isNotEmpty()
                .allSatisfy(alarm -> assertThat(
                                StreamSupport.stream(alarm.path("Metrics").spliterator(), false)
                                        .filter(query -> query.has("MetricStat"))
                                        .map(query -> query.path("Id").asText())
                                        .toList())
                        .isSorted());
    }

    @ParameterizedTest
    @EnumSource
    void alarms_areToldBothWaysToAnEncryptedTopic(Stage stage) {
        JsonNode topic = Templates.REQUIRED.only(stage, PART, "AWS::SNS::Topic");
        assertThat(topic.path("KmsMasterKeyId").toString()).contains("AlertsKey");
        JsonNode key = Templates.REQUIRED.only(stage, PART, "AWS::KMS::Key");
        assertThat(key.path("EnableKeyRotation")).isEqualTo(json("true"));
        assertThat(Templates.granted(key.path("KeyPolicy"), "cloudwatch.amazonaws.com"))
                .containsExactly("kms:Decrypt, kms:GenerateDataKey*");
        JsonNode policy =
                Templates.REQUIRED.only(stage, PART, "AWS::SNS::TopicPolicy").path("PolicyDocument");
        assertThat(Templates.granted(policy, "cloudwatch.amazonaws.com"))
                .containsExactly("sns:Publish {\"StringEquals\":{\"aws:SourceAccount\":\"111122223333\"}}");
        assertThat(policy.path("Statement"))
                .anyMatch(statement -> statement.path("Effect").asText().equals("Deny")
                        && statement.path("Condition").equals(json("{'Bool': {'aws:SecureTransport': 'false'}}")));
        assertThat(Templates.REQUIRED.all(stage, PART, ALARM)).hasSize(12).allSatisfy(alarm -> {
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
        assertThat(rule.path("Targets")).hasSize(1);
        JsonNode topic = rule.path("Targets").path(0).path("Arn").path("Ref");
        assertThat(topic.asText()).startsWith("AlertsTopic");
    }

    /** A rule tells of it in silence if it may not publish, or may not encrypt. */
    @ParameterizedTest
    @EnumSource
    void deployments_thatFail_mayBeTold(Stage stage) {
        JsonNode policy = Templates.REQUIRED.only(stage, PART, "AWS::SNS::TopicPolicy");
        assertThat(policy.path("Topics")).hasSize(1);
        assertThat(Templates.granted(policy.path("PolicyDocument"), "events.amazonaws.com"))
                .containsExactly("sns:Publish");
        JsonNode key = Templates.REQUIRED.only(stage, PART, "AWS::KMS::Key");
        assertThat(Templates.granted(key.path("KeyPolicy"), "events.amazonaws.com"))
                .containsExactly("kms:Decrypt, kms:GenerateDataKey*");
    }

    @Test
    void runbooks_areLinkedWhereTheyAre() {
        List<JsonNode> alarms = Templates.MIGRATING.all(Stage.STAGING, PART, ALARM);
        assertThat(alarms)
                .isNotEmpty()
                .allSatisfy(alarm -> assertThat(alarm.path("AlarmDescription").asText())
                        .containsPattern(" Runbook: https://wiki\\.example\\.com/runbooks/[a-z-]+\\.md$"));
        assertThat(Templates.MIGRATING
                        .only(Stage.STAGING, PART, "AWS::Events::Rule")
                        .path("Description")
                        .asText())
                .endsWith(" Runbook: https://wiki.example.com/runbooks/canary.md");
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

    /** A field that no such message has would be empty for ever, and nobody told. */
    @ParameterizedTest
    @EnumSource
    void queries_useFieldsThatTheirMessagesHave(LogQueries query) throws IOException {
        String text = query.text().replaceAll("(?m)^#.*$", "");
        Set<String> messages = matches(text, "\"([^\"]+)\"");
        Set<String> fields = Files.readAllLines(Path.of("..", "README.md")).stream()
                .map(Pattern.compile("\\| (.*) \\| (?:debug|info|warn|error) \\| (.*) \\|")::matcher)
                .filter(Matcher::matches)
                .filter(row -> matches(row.group(1), "`([^`]+)`").stream().anyMatch(messages::contains))
                .flatMap(row -> matches(row.group(2), "`([^`]+)`").stream())
                .collect(Collectors.toSet());
        Set<String> used = matches(text.replaceAll("\"[^\"]*\"", ""), "(?<![@\\w])([a-z_]+)");
        used.removeAll(matches(text, " as ([a-z_]+)"));
        used.removeAll(LANGUAGE);
        used.remove("message");
        assertThat(used).isNotEmpty().isSubsetOf(fields);
    }

    @ParameterizedTest
    @EnumSource
    void dashboard_hasEachMetricOfTheGateways(Stage stage) throws IOException {
        assertThat(rows(dashboard(stage), "Yardarm"))
                .extracting(row -> row.path(1).asText())
                .containsAll(Arrays.stream(GatewayMetrics.values())
                        .map(GatewayMetrics::label)
                        .toList());
        assertThat(rows(dashboard(stage), "Yardarm"))
                .allMatch(row -> Templates.texts(row)
                        .subList(2, 6)
                        .equals(List.of("Service", "Yardarm", "Stage", stage.label())));
    }

    @ParameterizedTest
    @EnumSource
    void dashboard_hasHitRateByNodeLagAndQueries(Stage stage) throws IOException {
        JsonNode dashboard = dashboard(stage);
        for (String metric : List.of("CacheHitRate", "EngineCPUUtilization", "DatabaseMemoryUsagePercentage")) {
            assertThat(rows(dashboard, "AWS/ElastiCache"))
                    .filteredOn(row -> row.path(1).asText().equals(metric))
                    .extracting(row -> row.path(2).asText() + " " + row.path(3).asText())
                    .containsExactly(
                            "CacheClusterId yardarm-" + stage.label() + "-cluster-0001-001",
                            "CacheClusterId yardarm-" + stage.label() + "-cluster-0001-002",
                            "CacheClusterId yardarm-" + stage.label() + "-cluster-0001-003");
        }
        assertThat(graph(dashboard, "replication_lag_ms")
                        .path("annotations")
                        .path("horizontal")
                        .path(0)
                        .path("value")
                        .asInt())
                .isEqualTo(500);
        assertThat(properties(dashboard, "log"))
                .extracting(widget -> widget.path("query").asText().replaceFirst("^SOURCE '[^']*' \\| ", ""))
                .containsExactlyElementsOf(Arrays.stream(LogQueries.values())
                        .map(query -> query.text().replaceFirst("(?m)^#.*\\R", ""))
                        .toList());
    }

    /** As CloudWatch gets it, save that what is not known before a deployment is a dash. */
    private static JsonNode dashboard(Stage stage) throws IOException {
        JsonNode parts = Templates.REQUIRED
                .only(stage, PART, "AWS::CloudWatch::Dashboard")
                .path("DashboardBody")
                .path("Fn::Join")
                .path(1);
        String body = StreamSupport.stream(parts.spliterator(), false)
                .map(part -> part.isTextual() ? part.asText() : "-")
                .collect(Collectors.joining());
        return new ObjectMapper().readTree(body);
    }

    private static List<JsonNode> properties(JsonNode dashboard, String type) {
        return StreamSupport.stream(dashboard.path("widgets").spliterator(), false)
                .filter(widget -> widget.path("type").asText().equals(type))
                .map(widget -> widget.path("properties"))
                .toList();
    }

    /** Metrics of a namespace, as {@code [namespace, name, dimension, value, …, options]}. */
    private static List<JsonNode> rows(JsonNode dashboard, String namespace) {
        return properties(dashboard, "metric").stream()
                .flatMap(widget -> StreamSupport.stream(widget.path("metrics").spliterator(), false))
                .filter(row -> row.path(0).asText().equals(namespace))
                .toList();
    }

    private static JsonNode graph(JsonNode dashboard, String metric) {
        return properties(dashboard, "metric").stream()
                .filter(widget ->
                        widget.path("metrics").path(0).path(1).asText().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> matches(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
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
