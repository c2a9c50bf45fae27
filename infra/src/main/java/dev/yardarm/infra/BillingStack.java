package dev.yardarm.infra;

import dev.yardarm.infra.config.CacheSetup;
import dev.yardarm.infra.config.StageConfig;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.constructs.Construct;

/**
 * What ElastiCache costs this month. AWS tells it in us-east-1 alone, so this is a stack of that region, with a topic of its
 * own.
 *
 * <p>There is an alarm for each of the two set-ups. The one for the single instance tells nobody once there is a cluster, whose
 * bill has another limit.
 */
final class BillingStack extends Stack {
    static final String REGION = "us-east-1";

    BillingStack(Construct scope, StageConfig config, StackProps props) {
        super(scope, config.name("billing"), props);
        AlertTopic alerts = new AlertTopic(this, config);
        CacheSetup setup = config.cache().setup();
        alarm("billing-single", config.alarms().singleUsd(), setup == CacheSetup.SINGLE, config, alerts);
        alarm("billing-cluster", config.alarms().clusterUsd(), setup.hasCluster(), config, alerts);
    }

    private void alarm(String name, int usd, boolean acts, StageConfig config, AlertTopic alerts) {
        Alarm alarm = Condition.above(
                        name,
                        "ElastiCache costs more than " + usd + " USD this month.",
                        Runbook.COST,
                        charges(),
                        usd,
                        1)
                .alarm(this, config);
        OperationsStack.tell(alerts, alarm);
        ((CfnAlarm) alarm.getNode().getDefaultChild()).setActionsEnabled(acts);
    }

    /** Of the month so far, as AWS estimates it a few times a day. */
    private static Metric charges() {
        return Metric.Builder.create()
                .namespace("AWS/Billing")
                .metricName("EstimatedCharges")
                .dimensionsMap(Map.of("Currency", "USD", "ServiceName", "AmazonElastiCache"))
                .statistic("Maximum")
                .period(Duration.hours(6))
                .build();
    }
}
