package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.FlowLogTrafficType;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * A network over three zones. In each: a public subnet for the way in and out, a private one for gateways, and one without any
 * way out for data.
 */
final class NetworkStack extends Stack {
    private static final String GATEWAYS = "gateways";
    private static final String DATA = "data";

    private final Vpc vpc;
    private final SecurityGroups securityGroups;

    NetworkStack(Construct scope, StageConfig config, StackProps props) {
        super(scope, config.name("network"), props);
        vpc = Vpc.Builder.create(this, "Vpc")
                .vpcName(config.prefix())
                .ipAddresses(IpAddresses.cidr(config.network().cidr()))
                .availabilityZones(config.place().zones())
                .natGateways(config.network().natGateways())
                .restrictDefaultSecurityGroup(false)
                .subnetConfiguration(List.of(
                        subnets("public", SubnetType.PUBLIC),
                        subnets(GATEWAYS, SubnetType.PRIVATE_WITH_EGRESS),
                        subnets(DATA, SubnetType.PRIVATE_ISOLATED)))
                .flowLogs(Map.of("FlowLogs", flowLogs(config)))
                .build();
        securityGroups = new SecurityGroups(this, vpc, config);
    }

    IVpc vpc() {
        return vpc;
    }

    SecurityGroups securityGroups() {
        return securityGroups;
    }

    SubnetSelection publicSubnets() {
        return SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build();
    }

    SubnetSelection gatewaySubnets() {
        return SubnetSelection.builder().subnetGroupName(GATEWAYS).build();
    }

    SubnetSelection dataSubnets() {
        return SubnetSelection.builder().subnetGroupName(DATA).build();
    }

    private FlowLogOptions flowLogs(StageConfig config) {
        LogGroup group = LogGroup.Builder.create(this, "FlowLogGroup")
                .logGroupName("/yardarm/" + config.stage().label() + "/flow-logs")
                .retention(LogRetention.ofDays(config.gateway().logDays()))
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        return FlowLogOptions.builder()
                .destination(FlowLogDestination.toCloudWatchLogs(group))
                .trafficType(FlowLogTrafficType.ALL)
                .build();
    }

    private static SubnetConfiguration subnets(String name, SubnetType type) {
        return SubnetConfiguration.builder()
                .name(name)
                .subnetType(type)
                .cidrMask(24)
                .build();
    }
}
