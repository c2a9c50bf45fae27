package dev.yardarm.infra;

import static dev.yardarm.infra.Templates.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.infra.config.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S13, S9 (readiness), C4 (gateways over zones), C9 (endpoint), how a gateway runs, and where operators are. */
class GatewayTest {
    private static final String PART = "gateway";

    @ParameterizedTest
    @EnumSource
    void deployment_isACanaryOfFivePercentForAnHour(Stage stage) {
        JsonNode deployment = service(stage).path("DeploymentConfiguration");
        assertThat(deployment.path("Strategy").asText()).isEqualTo("CANARY");
        assertThat(deployment.path("CanaryConfiguration"))
                .isEqualTo(json("{'CanaryBakeTimeInMinutes': 60, 'CanaryPercent': 5}"));
        assertThat(deployment.path("BakeTimeInMinutes").asInt()).isEqualTo(15);
        assertThat(deployment.path("DeploymentCircuitBreaker")).isEqualTo(json("{'Enable': true, 'Rollback': true}"));
        assertThat(deployment.path("MinimumHealthyPercent").asInt()).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource
    void deployment_movesTheWeightsOfTwoTargetGroups(Stage stage) {
        JsonNode rule = Templates.REQUIRED.only(stage, PART, "AWS::ElasticLoadBalancingV2::ListenerRule");
        assertThat(rule.path("Actions").path(0).path("ForwardConfig").path("TargetGroups"))
                .extracting(group -> group.path("Weight").asInt())
                .containsExactly(100, 0);
        JsonNode balancer = service(stage).path("LoadBalancers").path(0);
        assertThat(balancer.path("TargetGroupArn").toString()).contains("EntranceFirst");
        JsonNode advanced = balancer.path("AdvancedConfiguration");
        assertThat(advanced.path("AlternateTargetGroupArn").toString()).contains("EntranceSecond");
        assertThat(advanced.path("ProductionListenerRule").toString()).contains("EntranceRule");
    }

    @ParameterizedTest
    @EnumSource
    void deployment_isTakenBackByAlarms(Stage stage) {
        JsonNode alarms = service(stage).path("DeploymentConfiguration").path("Alarms");
        assertThat(alarms.path("Enable")).isEqualTo(json("true"));
        assertThat(alarms.path("Rollback")).isEqualTo(json("true"));
        List<JsonNode> all = Templates.REQUIRED.all(stage, PART, "AWS::CloudWatch::Alarm");
        assertThat(alarms.path("AlarmNames")).hasSize(8).hasSameSizeAs(all);
        for (String group : List.of("first", "second")) {
            JsonNode errors = alarm(stage, "canary-errors-" + group);
            assertThat(errors.path("Threshold").asDouble()).isEqualTo(0.1);
            assertThat(errors.path("ComparisonOperator").asText()).isEqualTo("GreaterThanOrEqualToThreshold");
            assertThat(expression(errors))
                    .isEqualTo(
                            "100 * (FILL(errors, 0) + FILL(unreached, 0)) / IF(FILL(requests, 0) > 2000, requests, 2000)");
            assertCounts(errors, "errors", "HTTPCode_Target_5XX_Count", "Sum", group);
            assertCounts(errors, "unreached", "TargetConnectionErrorCount", "Sum", group);
            assertCounts(errors, "requests", "RequestCount", "Sum", group);
            JsonNode slow = alarm(stage, "canary-p95-" + group);
            assertThat(slow.path("Threshold").asDouble()).isEqualTo(0.1);
            assertThat(expression(slow)).isEqualTo("IF(FILL(requests, 0) > 2000, p95, 0)");
            assertCounts(slow, "p95", "TargetResponseTime", "p95", group);
            assertCounts(slow, "requests", "RequestCount", "Sum", group);
            assertThat(slow.path("ComparisonOperator").asText()).isEqualTo("GreaterThanOrEqualToThreshold");
        }
        JsonNode hits = alarm(stage, "canary-hit-rate");
        assertThat(hits.path("Threshold").asDouble()).isEqualTo(80);
        assertThat(expression(hits)).isEqualTo("IF(FILL(requests, 0) > 300, figure, 100)");
        assertThat(Templates.metric(hits, "figure").path("Stat").asText()).isEqualTo("Minimum");
        assertThat(Templates.metric(hits, "figure")
                        .path("Metric")
                        .path("MetricName")
                        .asText())
                .isEqualTo("cache_hit_rate");
        assertThat(hits.path("ComparisonOperator").asText()).isEqualTo("LessThanOrEqualToThreshold");
        JsonNode redis = alarm(stage, "canary-redis");
        assertThat(redis.path("MetricName").asText()).isEqualTo("redis_connection_errors");
        assertThat(redis.path("Statistic").asText()).as("of one gateway").isEqualTo("Maximum");
        assertThat(redis.path("EvaluationPeriods").asInt()).isEqualTo(2);
    }

    /** S9: a gateway is ready without Redis, so this is what looks at it before all requests follow. */
    @ParameterizedTest
    @EnumSource
    void deployment_isTakenBackIfAGatewayCannotUseRedis(Stage stage) {
        JsonNode alarm = alarm(stage, "canary-redis-available");
        assertThat(alarm.path("Namespace").asText()).isEqualTo("Yardarm");
        assertThat(alarm.path("MetricName").asText()).isEqualTo("redis_available");
        assertThat(alarm.path("Statistic").asText()).as("one of them is enough").isEqualTo("Minimum");
        assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo("LessThanThreshold");
        assertThat(alarm.path("Threshold").asDouble()).isEqualTo(1);
        assertThat(alarm.path("Period").asInt()).isEqualTo(60);
        assertThat(alarm.path("EvaluationPeriods").asInt()).isEqualTo(2);
        assertThat(alarm.path("TreatMissingData").asText()).isEqualTo("notBreaching");
        assertThat(service(stage)
                        .path("DeploymentConfiguration")
                        .path("Alarms")
                        .path("AlarmNames")
                        .toString())
                .contains("canaryredisavailable");
    }

    /** Where no gateway answers, the load balancer does, and no target group counts it. */
    @ParameterizedTest
    @EnumSource
    void deployment_isTakenBackIfTheLoadBalancerHasToAnswer(Stage stage) {
        JsonNode alarm = alarm(stage, "canary-unanswered");
        assertThat(alarm.path("Threshold").asDouble()).isEqualTo(0.1);
        assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo("GreaterThanOrEqualToThreshold");
        assertThat(expression(alarm))
                .isEqualTo("100 * (FILL(closed, 0) + FILL(late, 0)) / IF(FILL(requests, 0) > 2000, requests, 2000)");
        assertCounts(alarm, "closed", "HTTPCode_ELB_502_Count", "Sum", "");
        assertCounts(alarm, "late", "HTTPCode_ELB_504_Count", "Sum", "");
        assertCounts(alarm, "requests", "RequestCount", "Sum", "");
    }

    @ParameterizedTest
    @EnumSource
    void readiness_isTheHealthCheck(Stage stage) {
        List<JsonNode> groups = Templates.REQUIRED.all(stage, PART, "AWS::ElasticLoadBalancingV2::TargetGroup");
        assertThat(groups).hasSize(2).allSatisfy(group -> {
            assertThat(group.path("HealthCheckPath").asText()).isEqualTo("/health/ready");
            assertThat(group.path("HealthCheckPort").asText()).isEqualTo("8081");
            assertThat(group.path("Matcher")).isEqualTo(json("{'HttpCode': '200'}"));
            assertThat(group.path("Port").asInt()).isEqualTo(8080);
            assertThat(group.path("TargetType").asText()).isEqualTo("ip");
        });
    }

    @ParameterizedTest
    @EnumSource
    void sigterm_comesAfterTheLoadBalancerAndLeavesTimeToEnd(Stage stage) {
        assertThat(environment(Templates.REQUIRED, stage)).containsEntry("SHUTDOWN_GRACE", "10s");
        assertThat(container(Templates.REQUIRED, stage).path("StopTimeout").asInt())
                .isEqualTo(30);
        assertThat(Templates.REQUIRED.all(stage, PART, "AWS::ElasticLoadBalancingV2::TargetGroup"))
                .allSatisfy(group -> assertThat(attributes(group.path("TargetGroupAttributes")))
                        .containsEntry("deregistration_delay.timeout_seconds", "20"));
    }

    @ParameterizedTest
    @EnumSource
    void gateways_areInPrivateSubnetsOfThreeZones(Stage stage) {
        JsonNode network = service(stage).path("NetworkConfiguration").path("AwsvpcConfiguration");
        assertThat(network.path("Subnets"))
                .hasSize(3)
                .allMatch(subnet -> subnet.toString().contains("VpcgatewaysSubnet"));
        assertThat(network.path("AssignPublicIp").asText()).isEqualTo("DISABLED");
        assertThat(service(stage).path("LaunchType").asText()).isEqualTo("FARGATE");
    }

    @ParameterizedTest
    @EnumSource
    void gateways_areAsManyAsProcessorsAndRequestsNeed(Stage stage) {
        JsonNode target = Templates.REQUIRED.only(stage, PART, "AWS::ApplicationAutoScaling::ScalableTarget");
        assertThat(target.path("MinCapacity").asInt()).isEqualTo(3);
        assertThat(target.path("MaxCapacity").asInt()).isEqualTo(6);
        assertThat(service(stage).has("DesiredCount"))
                .as("a deployment would set it back")
                .isFalse();
        String policies = Templates.REQUIRED
                .all(stage, PART, "AWS::ApplicationAutoScaling::ScalingPolicy")
                .toString();
        assertThat(policies)
                .contains("ECSServiceAverageCPUUtilization", "\"TargetValue\":60")
                .contains("RequestCountPerTarget", "FILL(first, 0) + FILL(second, 0)", "\"TargetValue\":120000");
    }

    @ParameterizedTest
    @EnumSource
    void gateway_hasNoRightsAndWritesNothingButSnapshots(Stage stage) {
        JsonNode container = container(Templates.REQUIRED, stage);
        assertThat(container.path("User").asText()).isEqualTo("10001:10001");
        assertThat(container.path("ReadonlyRootFilesystem")).isEqualTo(json("true"));
        assertThat(container.path("LinuxParameters")).isEqualTo(json("{'Capabilities': {'Drop': ['ALL']}}"));
        assertThat(container.path("MountPoints"))
                .isEqualTo(json(
                        "[{'ContainerPath': '/var/lib/yardarm', 'ReadOnly': false, 'SourceVolume': 'snapshots'}]"));
        assertThat(container.path("RestartPolicy").path("Enabled")).isEqualTo(json("true"));
        assertThat(environment(Templates.REQUIRED, stage)).containsEntry("SNAPSHOT_DIR", "/var/lib/yardarm");
    }

    @ParameterizedTest
    @EnumSource
    void endpoints_comeFromSecretsOfTheStage(Stage stage) {
        assertThat(environment(Templates.REQUIRED, stage))
                .containsEntry("REDIS_CLUSTER_SECRET", "redis/cluster/" + stage.label())
                .containsEntry("FLAGS_ENVIRONMENT", stage.label())
                .doesNotContainKeys("REDIS_URL", "REDIS_PASSWORD", "DATABASE_URL", "ADMIN_TOKENS");
        assertThat(secrets(Templates.REQUIRED, stage)).containsOnlyKeys("DATABASE_URL");
    }

    /** Whole statements: one that is new, wider, or of the other role fails. */
    @ParameterizedTest
    @EnumSource
    void roles_mayDoWhatIsNeededAndNoMore(Stage stage) {
        assertThat(rights(stage, "TaskDefinitionTaskRole"))
                .containsExactlyInAnyOrder(
                        "secretsmanager:GetSecretValue, secretsmanager:DescribeSecret on redis/cluster/"
                                + stage.label(),
                        "cloudwatch:PutMetricData on * if {\"StringEquals\":{\"cloudwatch:namespace\":\"Yardarm\"}}");
        assertThat(rights(stage, "TaskDefinitionExecutionRole"))
                .containsExactlyInAnyOrder(
                        "ecr:BatchCheckLayerAvailability, ecr:GetDownloadUrlForLayer, ecr:BatchGetImage on repository/yardarm",
                        "ecr:GetAuthorizationToken on *",
                        "logs:CreateLogStream, logs:PutLogEvents on /yardarm/" + stage.label() + "/gateway",
                        "secretsmanager:GetSecretValue, secretsmanager:DescribeSecret on postgres/url/"
                                + stage.label());
        assertThat(Templates.REQUIRED.all(stage, PART, "AWS::IAM::Policy"))
                .flatExtracting(policy -> policy.path("Roles").findValuesAsText("Ref"))
                .allMatch(role -> role.matches("(Task|Operator)Definition(Task|Execution)Role.*"));
    }

    /** To be let in, and to have it written down. */
    @ParameterizedTest
    @EnumSource
    void operator_mayDoNothingInAws(Stage stage) {
        assertThat(rights(stage, "OperatorDefinitionTaskRole"))
                .containsExactlyInAnyOrder(
                        "ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, ssmmessages:OpenControlChannel,"
                                + " ssmmessages:OpenDataChannel, logs:DescribeLogGroups on *",
                        "logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents on /yardarm/" + stage.label()
                                + "/operator");
        assertThat(rights(stage, "OperatorDefinitionExecutionRole"))
                .containsExactlyInAnyOrder(
                        "ecr:BatchCheckLayerAvailability, ecr:GetDownloadUrlForLayer, ecr:BatchGetImage"
                                + " on repository/yardarm-operator",
                        "ecr:GetAuthorizationToken on *",
                        "logs:CreateLogStream, logs:PutLogEvents on /yardarm/" + stage.label() + "/operator",
                        "secretsmanager:GetSecretValue, secretsmanager:DescribeSecret on postgres/url/" + stage.label(),
                        "secretsmanager:GetSecretValue, secretsmanager:DescribeSecret on postgres/credentials/"
                                + stage.label(),
                        "secretsmanager:GetSecretValue, secretsmanager:DescribeSecret on redis/operator/"
                                + stage.label());
    }

    @ParameterizedTest
    @EnumSource
    void operator_isRunByHandAndEndsByItself(Stage stage) {
        JsonNode container = container(Templates.REQUIRED, stage, "operator");
        assertThat(container.path("Image").toString()).contains("/yardarm-operator:17-1");
        assertThat(container.path("Command")).isEqualTo(json("['sleep', '4h']"));
        assertThat(container.path("LinuxParameters").path("InitProcessEnabled")).isEqualTo(json("true"));
        assertThat(service(stage).path("TaskDefinition").path("Ref").asText()).startsWith("TaskDefinition");
    }

    /** ECS Exec fails where the root file system is read-only. */
    @ParameterizedTest
    @EnumSource
    void operator_isEnteredByEcsExec_andGatewaysAreNot(Stage stage) {
        assertThat(container(Templates.REQUIRED, stage, "operator")
                        .path("ReadonlyRootFilesystem")
                        .asBoolean())
                .isFalse();
        assertThat(service(stage).path("EnableExecuteCommand").asBoolean()).isFalse();
        JsonNode sessions = Templates.REQUIRED
                .only(stage, PART, "AWS::ECS::Cluster")
                .path("Configuration")
                .path("ExecuteCommandConfiguration");
        assertThat(sessions.path("Logging").asText()).isEqualTo("OVERRIDE");
        assertThat(sessions.path("LogConfiguration")
                        .path("CloudWatchLogGroupName")
                        .path("Ref")
                        .asText())
                .startsWith("OperatorLogs");
    }

    /** So that commands can be given as they are printed. */
    @ParameterizedTest
    @EnumSource
    void operator_hasTheVariablesOfTheRunbooks(Stage stage) throws IOException {
        JsonNode container = container(Templates.REQUIRED, stage, "operator");
        Map<String, String> environment = pairs(container.path("Environment"), "Name", "Value");
        Map<String, String> secrets = pairs(container.path("Secrets"), "Name", "ValueFrom");
        assertThat(environment)
                .containsOnlyKeys("NODE", "REDIS_USER", "ADMIN_URL")
                .containsEntry("REDIS_USER", "operator");
        // Its owner's, whoever gateways are by now.
        assertThat(value(container.path("Environment"), "ADMIN_URL", "Value")).contains("postgresql://yardarm@");
        assertThat(secrets).containsOnlyKeys("DATABASE_URL", "PGPASSWORD", "REDISCLI_AUTH");
        assertThat(value(container.path("Secrets"), "PGPASSWORD", "ValueFrom"))
                .contains("DatabaseInstanceSecret", ":password::");
        String runbooks = Files.readString(Path.of("..", "docs", "runbooks", "README.md"));
        assertThat(Stream.of(environment, secrets).flatMap(variables -> variables.keySet().stream()))
                .allSatisfy(variable -> assertThat(runbooks).contains("`$" + variable + "`"));
    }

    @Test
    void operator_asksTheClusterUnlessThereIsNone() {
        assertThat(node(Templates.REQUIRED)).contains("\"-h \"", "ClusterGroup", "\" -p 6379 --tls --user operator\"");
        assertThat(node(Templates.MIGRATING)).contains("ClusterGroup");
        assertThat(node(Templates.SINGLE)).contains("SingleInstance");
    }

    @Test
    void bothCaches_areConfiguredForTheMigration() {
        assertThat(environment(Templates.MIGRATING, Stage.STAGING))
                .containsKeys("REDIS_CLUSTER_SECRET", "REDIS_URL")
                .containsEntry("REDIS_USERNAME", "yardarm")
                .containsEntry("ADMIN_TOKENS", "ada:" + "0".repeat(64));
        assertThat(secrets(Templates.MIGRATING, Stage.STAGING)).containsOnlyKeys("DATABASE_URL", "REDIS_PASSWORD");
    }

    @Test
    void singleInstance_isTheOnlyCacheBeforeTheMigration() {
        assertThat(environment(Templates.SINGLE, Stage.STAGING))
                .containsKey("REDIS_URL")
                .doesNotContainKey("REDIS_CLUSTER_SECRET");
    }

    @ParameterizedTest
    @EnumSource
    void metrics_goToTheNamespaceOfTheAlarms(Stage stage) {
        assertThat(environment(Templates.REQUIRED, stage))
                .containsEntry("CLOUDWATCH_NAMESPACE", "Yardarm")
                .containsEntry("CLOUDWATCH_SERVICE", "Yardarm")
                .containsEntry("CLOUDWATCH_STAGE", stage.label());
    }

    @Test
    void entrance_isInternalAndEncryptedUnlessItIsToBePublic() {
        JsonNode internal =
                Templates.REQUIRED.only(Stage.PRODUCTION, PART, "AWS::ElasticLoadBalancingV2::LoadBalancer");
        assertThat(internal.path("Scheme").asText()).isEqualTo("internal");
        assertThat(attributes(internal.path("LoadBalancerAttributes")))
                .containsEntry("deletion_protection.enabled", "true")
                .containsEntry("access_logs.s3.enabled", "true")
                .containsEntry("idle_timeout.timeout_seconds", "30");
        JsonNode listener = Templates.REQUIRED.only(Stage.PRODUCTION, PART, "AWS::ElasticLoadBalancingV2::Listener");
        assertThat(listener.path("Protocol").asText()).isEqualTo("HTTPS");
        assertThat(listener.path("SslPolicy").asText()).startsWith("ELBSecurityPolicy-TLS13");
        JsonNode open = Templates.MIGRATING.only(Stage.STAGING, PART, "AWS::ElasticLoadBalancingV2::LoadBalancer");
        assertThat(open.path("Scheme").asText()).isEqualTo("internet-facing");
        assertThat(open.path("Subnets").toString()).contains("VpcpublicSubnet");
    }

    @Test
    void service_waitsForTheRightsOfItsFirstStart() {
        Set<String> before = Templates.REQUIRED.of(Stage.PRODUCTION, PART).path("Resources").properties().stream()
                .map(Map.Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals("AWS::ECS::Service"))
                .flatMap(service ->
                        StreamSupport.stream(service.path("DependsOn").spliterator(), false))
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        assertThat(before).anyMatch(name -> name.startsWith("TaskDefinitionExecutionRoleDefaultPolicy"));
    }

    private static JsonNode service(Stage stage) {
        return Templates.REQUIRED.only(stage, PART, "AWS::ECS::Service");
    }

    private static JsonNode container(Templates templates, Stage stage) {
        return container(templates, stage, "gateway");
    }

    private static JsonNode container(Templates templates, Stage stage, String task) {
        return templates.all(stage, PART, "AWS::ECS::TaskDefinition").stream()
                .filter(definition ->
                        definition.path("Family").asText().equals("yardarm-" + stage.label() + "-" + task))
                .map(definition -> definition.path("ContainerDefinitions").path(0))
                .findFirst()
                .orElseThrow();
    }

    /** What redis-cli is told of the node to ask. */
    private static String node(Templates templates) {
        return value(container(templates, Stage.STAGING, "operator").path("Environment"), "NODE", "Value");
    }

    /** Of a variable, as JSON: parts of it may not be known before a deployment. */
    private static String value(JsonNode variables, String name, String member) {
        return StreamSupport.stream(variables.spliterator(), false)
                .filter(variable -> variable.path("Name").asText().equals(name))
                .map(variable -> variable.path(member).toString())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode alarm(Stage stage, String name) {
        return Templates.REQUIRED.all(stage, PART, "AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> alarm.path("AlarmName").asText().equals("yardarm-" + stage.label() + "-" + name))
                .findFirst()
                .orElseThrow();
    }

    private static String expression(JsonNode alarm) {
        return alarm.path("Metrics").path(0).path("Expression").asText();
    }

    /** In five minutes, of a target group, or of the whole load balancer where none is named. */
    private static void assertCounts(JsonNode alarm, String id, String metric, String statistic, String group) {
        JsonNode counted = Templates.metric(alarm, id);
        assertThat(counted.path("Stat").asText()).isEqualTo(statistic);
        assertThat(counted.path("Period").asInt()).isEqualTo(300);
        assertThat(counted.path("Metric").path("Namespace").asText()).isEqualTo("AWS/ApplicationELB");
        assertThat(counted.path("Metric").path("MetricName").asText()).isEqualTo(metric);
        Map<String, String> dimensions = new HashMap<>();
        counted.path("Metric")
                .path("Dimensions")
                .forEach(dimension -> dimensions.put(
                        dimension.path("Name").asText(), dimension.path("Value").toString()));
        assertThat(dimensions).containsKey("LoadBalancer");
        if (group.isEmpty()) {
            assertThat(dimensions).hasSize(1);
        } else {
            assertThat(dimensions.get("TargetGroup")).containsIgnoringCase("Entrance" + group);
        }
    }

    /** Of a role, as {@code actions on resource if condition}. */
    private static List<String> rights(Stage stage, String role) {
        return Templates.REQUIRED.all(stage, PART, "AWS::IAM::Policy").stream()
                .filter(policy ->
                        policy.path("Roles").path(0).path("Ref").asText().startsWith(role))
                .flatMap(policy -> StreamSupport.stream(
                        policy.path("PolicyDocument").path("Statement").spliterator(), false))
                .map(statement -> String.join(", ", Templates.oneOrMore(statement.path("Action"))) + " on "
                        + named(stage, statement.path("Resource"))
                        + (statement.has("Condition") ? " if " + statement.path("Condition") : ""))
                .toList();
    }

    /** What a reference leads to, by the name that it has in AWS. */
    private static String named(Stage stage, JsonNode resource) {
        if (resource.isTextual()) {
            return resource.asText();
        }
        if (resource.has("Fn::ImportValue")) {
            return secretExportedAs(stage, resource.path("Fn::ImportValue").asText());
        }
        if (resource.has("Fn::GetAtt")) {
            return Templates.REQUIRED
                    .of(stage, PART)
                    .path("Resources")
                    .path(resource.path("Fn::GetAtt").path(0).asText())
                    .path("Properties")
                    .path("LogGroupName")
                    .asText();
        }
        JsonNode parts = resource.path("Fn::Join").path(1);
        String last = parts.path(parts.size() - 1).asText();
        return last.substring(last.lastIndexOf(':') + 1);
    }

    private static String secretExportedAs(Stage stage, String export) {
        JsonNode data = Templates.REQUIRED.of(stage, "data");
        return StreamSupport.stream(data.path("Outputs").spliterator(), false)
                .filter(output -> output.path("Export").path("Name").asText().equals(export))
                .map(output -> properties(data, output.path("Value")))
                // The secret of a database is known by what ties the two.
                .map(secret -> secret.has("SecretId") ? properties(data, secret.path("SecretId")) : secret)
                .map(secret -> secret.path("Name").asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode properties(JsonNode template, JsonNode reference) {
        return template.path("Resources").path(reference.path("Ref").asText()).path("Properties");
    }

    private static Map<String, String> environment(Templates templates, Stage stage) {
        return pairs(container(templates, stage).path("Environment"), "Name", "Value");
    }

    private static Map<String, String> secrets(Templates templates, Stage stage) {
        return pairs(container(templates, stage).path("Secrets"), "Name", "ValueFrom");
    }

    private static Map<String, String> attributes(JsonNode list) {
        return pairs(list, "Key", "Value");
    }

    private static Map<String, String> pairs(JsonNode list, String key, String value) {
        Map<String, String> pairs = new HashMap<>();
        StreamSupport.stream(list.spliterator(), false)
                .forEach(entry ->
                        pairs.put(entry.path(key).asText(), entry.path(value).asText()));
        return pairs;
    }
}
