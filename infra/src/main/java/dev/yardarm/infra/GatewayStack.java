package dev.yardarm.infra;

import dev.yardarm.infra.config.CanaryConfig;
import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupImportOptions;
import software.amazon.awscdk.services.ecs.AlarmBehavior;
import software.amazon.awscdk.services.ecs.AlternateTarget;
import software.amazon.awscdk.services.ecs.AlternateTargetProps;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerInsights;
import software.amazon.awscdk.services.ecs.DeploymentAlarmConfig;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.DeploymentStrategy;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.ListenerRuleConfiguration;
import software.amazon.awscdk.services.ecs.LoadBalancerTargetOptions;
import software.amazon.awscdk.services.ecs.PropagatedTagSource;
import software.amazon.awscdk.services.ecs.TrafficShiftConfig;
import software.constructs.Construct;

/**
 * Gateways on Fargate over three zones, behind a load balancer. ECS carries out a deployment by itself: the new version gets few
 * requests for a while, then all of them, and the old one gets them back if an alarm says so. Beside them, for operators, a task
 * that they run when they need it.
 */
final class GatewayStack extends Stack {
    private final Entrance entrance;
    private final GatewayTask task;
    private final FargateService service;

    GatewayStack(Construct scope, StageConfig config, NetworkStack network, DataStack data, StackProps props) {
        super(scope, config.name("gateway"), props);
        entrance = new Entrance(
                this,
                config,
                network,
                fixed("EntranceGroup", network.securityGroups().entrance()));
        task = new GatewayTask(this, config, data);
        service = service(config, network, new OperatorTask(this, config, data));
        // Without its rights the first gateways could not be started, and the deployment would be given up.
        service.getNode().addDependency(task.definition().obtainExecutionRole());
        takeTurns();
        new GatewayScaling(this, config.gateway(), service, entrance);
        CfnOutput.Builder.create(this, "Address")
                .description("Where the flag API is; let the certificate's name point to it")
                .value(entrance.balancer().getLoadBalancerDnsName())
                .build();
    }

    Entrance entrance() {
        return entrance;
    }

    GatewayTask task() {
        return task;
    }

    FargateService service() {
        return service;
    }

    private FargateService service(StageConfig config, NetworkStack network, OperatorTask operator) {
        CanaryConfig canary = config.canary();
        Cluster cluster = Cluster.Builder.create(this, "Cluster")
                .clusterName(config.prefix())
                .vpc(network.vpc())
                .executeCommandConfiguration(operator.sessions())
                .containerInsightsV2(ContainerInsights.ENABLED)
                .build();
        List<String> alarms = CanaryConditions.of(config, entrance).stream()
                .map(condition -> condition.alarm(this, config))
                .map(Alarm::getAlarmName)
                .toList();
        return FargateService.Builder.create(this, "Service")
                .serviceName("gateway")
                .cluster(cluster)
                .taskDefinition(task.definition())
                .vpcSubnets(network.gatewaySubnets())
                .securityGroups(
                        List.of(fixed("GatewayGroup", network.securityGroups().gateway())))
                .assignPublicIp(false)
                .minHealthyPercent(100)
                .maxHealthyPercent(200)
                .healthCheckGracePeriod(Duration.seconds(60))
                .deploymentStrategy(DeploymentStrategy.CANARY)
                .canaryConfiguration(TrafficShiftConfig.builder()
                        .stepPercent(canary.percent())
                        .stepBakeTime(minutes(canary.hold()))
                        .build())
                .bakeTime(minutes(canary.bake()))
                .deploymentAlarms(DeploymentAlarmConfig.builder()
                        .alarmNames(alarms)
                        .behavior(AlarmBehavior.ROLLBACK_ON_ALARM)
                        .build())
                .circuitBreaker(DeploymentCircuitBreaker.builder()
                        .enable(true)
                        .rollback(true)
                        .build())
                .propagateTags(PropagatedTagSource.SERVICE)
                .build();
    }

    /** Lets ECS move the weights of the two groups. */
    private void takeTurns() {
        service.loadBalancerTarget(LoadBalancerTargetOptions.builder()
                        .containerName(GatewayTask.CONTAINER)
                        .containerPort(Ports.FLAG_API)
                        .alternateTarget(new AlternateTarget(
                                "Alternate",
                                AlternateTargetProps.builder()
                                        .alternateTargetGroup(entrance.second())
                                        .productionListener(
                                                ListenerRuleConfiguration.applicationListenerRule(entrance.rule()))
                                        .build()))
                        .build())
                .attachToApplicationTargetGroup(entrance.first());
    }

    /** A group whose rules are complete: nothing that is built here adds to them. */
    private ISecurityGroup fixed(String id, ISecurityGroup group) {
        return SecurityGroup.fromSecurityGroupId(
                this,
                id,
                group.getSecurityGroupId(),
                SecurityGroupImportOptions.builder().mutable(false).build());
    }

    private static Duration minutes(java.time.Duration time) {
        return Duration.minutes(time.toMinutes());
    }
}
