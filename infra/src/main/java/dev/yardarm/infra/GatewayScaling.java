package dev.yardarm.infra;

import dev.yardarm.infra.config.GatewayConfig;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.CustomizedMetricSpecificationProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingMetricDimensionProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingMetricProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingMetricStatProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty;
import software.amazon.awscdk.services.applicationautoscaling.EnableScalingProps;
import software.amazon.awscdk.services.ecs.CpuUtilizationScalingProps;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.ScalableTaskCount;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.constructs.Construct;

/**
 * How many gateways there are: as many as processors and requests need.
 *
 * <p>The ready-made policy for requests names one group of targets, and deployments change the one that serves. So requests per
 * gateway are added up over both; the other group has none.
 */
final class GatewayScaling extends Construct {
    private static final int COOLDOWN_OUT_SECONDS = 60;
    private static final int COOLDOWN_IN_SECONDS = 300;

    GatewayScaling(Construct scope, GatewayConfig config, FargateService service, Entrance entrance) {
        super(scope, "Scaling");
        ScalableTaskCount count = service.autoScaleTaskCount(EnableScalingProps.builder()
                .minCapacity(config.least())
                .maxCapacity(config.most())
                .build());
        count.scaleOnCpuUtilization(
                "Cpu",
                CpuUtilizationScalingProps.builder()
                        .targetUtilizationPercent(config.cpuPercent())
                        .scaleOutCooldown(Duration.seconds(COOLDOWN_OUT_SECONDS))
                        .scaleInCooldown(Duration.seconds(COOLDOWN_IN_SECONDS))
                        .build());
        CfnScalingPolicy requests = CfnScalingPolicy.Builder.create(this, "Requests")
                .policyName("requests")
                .policyType("TargetTrackingScaling")
                .serviceNamespace("ecs")
                .scalableDimension("ecs:service:DesiredCount")
                .resourceId("service/" + service.getCluster().getClusterName() + "/" + service.getServiceName())
                .targetTrackingScalingPolicyConfiguration(TargetTrackingScalingPolicyConfigurationProperty.builder()
                        .targetValue(config.requestsPerMinute())
                        .scaleOutCooldown(COOLDOWN_OUT_SECONDS)
                        .scaleInCooldown(COOLDOWN_IN_SECONDS)
                        .customizedMetricSpecification(CustomizedMetricSpecificationProperty.builder()
                                .metrics(List.of(
                                        requestsOf("first", entrance.first()),
                                        requestsOf("second", entrance.second()),
                                        sum()))
                                .build())
                        .build())
                .build();
        requests.getNode().addDependency(count);
    }

    private static TargetTrackingMetricDataQueryProperty requestsOf(String id, ApplicationTargetGroup group) {
        return TargetTrackingMetricDataQueryProperty.builder()
                .id(id)
                .returnData(false)
                .metricStat(TargetTrackingMetricStatProperty.builder()
                        .stat("Sum")
                        .metric(TargetTrackingMetricProperty.builder()
                                .namespace("AWS/ApplicationELB")
                                .metricName("RequestCountPerTarget")
                                .dimensions(List.of(TargetTrackingMetricDimensionProperty.builder()
                                        .name("TargetGroup")
                                        .value(group.getTargetGroupFullName())
                                        .build()))
                                .build())
                        .build())
                .build();
    }

    private static TargetTrackingMetricDataQueryProperty sum() {
        return TargetTrackingMetricDataQueryProperty.builder()
                .id("sum")
                .label("Requests of a gateway in a minute")
                .expression("FILL(first, 0) + FILL(second, 0)")
                .returnData(true)
                .build();
    }
}
