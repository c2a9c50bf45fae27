package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListenerRule;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.HealthCheck;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCertificate;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCondition;
import software.amazon.awscdk.services.elasticloadbalancingv2.Protocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.SslPolicy;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetType;
import software.amazon.awscdk.services.elasticloadbalancingv2.WeightedTargetGroup;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.constructs.Construct;

/**
 * The load balancer, with two groups of gateways: one serves, the other is empty but for the time of a deployment. ECS moves the
 * weights between them, and nobody else does.
 */
final class Entrance extends Construct {
    /** Below the 60 s after which a gateway closes a connection that is idle: the one who asks has to be the first. */
    private static final Duration IDLE = Duration.seconds(30);

    private final ApplicationLoadBalancer balancer;
    private final ApplicationTargetGroup first;
    private final ApplicationTargetGroup second;
    private final ApplicationListenerRule rule;

    Entrance(Construct scope, StageConfig config, NetworkStack network, ISecurityGroup securityGroup) {
        super(scope, "Entrance");
        balancer = ApplicationLoadBalancer.Builder.create(this, "Balancer")
                .loadBalancerName(config.prefix())
                .vpc(network.vpc())
                .vpcSubnets(config.entrance().internetFacing() ? network.publicSubnets() : network.gatewaySubnets())
                .internetFacing(config.entrance().internetFacing())
                .securityGroup(securityGroup)
                .idleTimeout(IDLE)
                .dropInvalidHeaderFields(true)
                .deletionProtection(config.isProduction())
                .build();
        balancer.logAccessLogs(accessLogs(config));
        first = targets("First", config, network);
        second = targets("Second", config, network);
        rule = rule(config.entrance().certificate());
    }

    ApplicationLoadBalancer balancer() {
        return balancer;
    }

    /** The one that serves at first; each deployment changes the roles. */
    ApplicationTargetGroup first() {
        return first;
    }

    ApplicationTargetGroup second() {
        return second;
    }

    /** Where ECS sets the weights. */
    ApplicationListenerRule rule() {
        return rule;
    }

    /** Of both groups, as many as the load balancer could hand to somebody. */
    Metric requests(Duration period) {
        return sum("RequestCount", period);
    }

    /** What the load balancer counts as a whole. */
    Metric sum(String metric, Duration period) {
        return Metric.Builder.create()
                .namespace("AWS/ApplicationELB")
                .metricName(metric)
                .dimensionsMap(Map.of("LoadBalancer", balancer.getLoadBalancerFullName()))
                .statistic("Sum")
                .period(period)
                .build();
    }

    private ApplicationListenerRule rule(String certificate) {
        ApplicationListener listener = ApplicationListener.Builder.create(this, "Listener")
                .loadBalancer(balancer)
                .port(Ports.ENTRANCE)
                .protocol(ApplicationProtocol.HTTPS)
                .certificates(List.of(ListenerCertificate.fromArn(certificate)))
                .sslPolicy(SslPolicy.RECOMMENDED_TLS)
                .open(false)
                .defaultAction(ListenerAction.fixedResponse(404))
                .build();
        return ApplicationListenerRule.Builder.create(this, "Rule")
                .listener(listener)
                .priority(1)
                .conditions(List.of(ListenerCondition.pathPatterns(List.of("/*"))))
                .action(ListenerAction.weightedForward(List.of(weighted(first, 100), weighted(second, 0))))
                .build();
    }

    private ApplicationTargetGroup targets(String id, StageConfig config, NetworkStack network) {
        return ApplicationTargetGroup.Builder.create(this, id)
                .vpc(network.vpc())
                .targetType(TargetType.IP)
                .protocol(ApplicationProtocol.HTTP)
                .port(Ports.FLAG_API)
                .deregistrationDelay(Times.deregistration(config))
                .healthCheck(HealthCheck.builder()
                        .protocol(Protocol.HTTP)
                        .port(Integer.toString(Ports.MANAGEMENT))
                        .path("/health/ready")
                        .healthyHttpCodes("200")
                        .interval(Duration.seconds(5))
                        .timeout(Duration.seconds(2))
                        .healthyThresholdCount(2)
                        .unhealthyThresholdCount(2)
                        .build())
                .build();
    }

    private static WeightedTargetGroup weighted(ApplicationTargetGroup group, int weight) {
        return WeightedTargetGroup.builder().targetGroup(group).weight(weight).build();
    }

    private Bucket accessLogs(StageConfig config) {
        return Bucket.Builder.create(this, "AccessLogs")
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .lifecycleRules(List.of(LifecycleRule.builder()
                        .expiration(Duration.days(config.gateway().logDays()))
                        .build()))
                .removalPolicy(RemovalPolicy.RETAIN)
                .build();
    }
}
