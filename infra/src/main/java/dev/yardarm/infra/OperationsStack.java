package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.targets.SnsTopic;
import software.amazon.awscdk.services.logs.CfnQueryDefinition;
import software.constructs.Construct;

/** Who is told when something is wrong, and where one looks then. */
final class OperationsStack extends Stack {
    OperationsStack(Construct scope, StageConfig config, DataStack data, GatewayStack gateway, StackProps props) {
        super(scope, config.name("operations"), props);
        AlertTopic alerts = new AlertTopic(this, config);
        List<CacheNodes> caches = caches(config);
        List<Condition> conditions = new ArrayList<>(GatewayConditions.of(config, gateway.entrance()));
        caches.forEach(nodes -> conditions.addAll(CacheConditions.of(nodes, config.alarms())));
        conditions.forEach(condition -> tell(alerts, condition.alarm(this, config)));
        tellOfFailedDeployments(alerts, config, gateway);
        new GatewayDashboard(this, config, data, gateway, caches);
        Arrays.stream(LogQueries.values()).forEach(query -> query(query, config, gateway));
    }

    private static List<CacheNodes> caches(StageConfig config) {
        List<CacheNodes> caches = new ArrayList<>();
        if (config.cache().setup().hasCluster()) {
            caches.add(new CacheNodes(
                    "cluster", CacheCluster.nodes(config), config.cache().shards()));
        }
        if (config.cache().setup().hasSingle()) {
            caches.add(new CacheNodes("single", SingleCache.nodes(config), 1));
        }
        return caches;
    }

    /** Both ways, so that whoever is told is also told that it is over. */
    static void tell(AlertTopic alerts, Alarm alarm) {
        SnsAction action = new SnsAction(alerts.topic());
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
    }

    /** Also of those that were taken back. */
    private void tellOfFailedDeployments(AlertTopic alerts, StageConfig config, GatewayStack gateway) {
        Rule.Builder.create(this, "FailedDeployments")
                .ruleName(config.name("failed-deployments"))
                .description("A deployment of the gateway has failed. Runbook: "
                        + config.alarms().runbooks() + "/" + Runbook.CANARY.path())
                .eventPattern(EventPattern.builder()
                        .source(List.of("aws.ecs"))
                        .detailType(List.of("ECS Deployment State Change"))
                        .resources(List.of(gateway.service().getServiceArn()))
                        .detail(Map.of("eventName", List.of("SERVICE_DEPLOYMENT_FAILED")))
                        .build())
                .targets(List.of(SnsTopic.Builder.create(alerts.topic()).build()))
                .build();
    }

    private void query(LogQueries query, StageConfig config, GatewayStack gateway) {
        CfnQueryDefinition.Builder.create(this, "Query-" + query.label())
                .name("yardarm/" + config.stage().label() + "/" + query.label())
                .logGroupNames(List.of(gateway.task().logGroup().getLogGroupName()))
                .queryString(query.text())
                .build();
    }
}
