package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
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
 * A network over three zones. In each: a subnet for gateways and one for data, both without a way to the Internet, and a public
 * one if the load balancer is to have public addresses.
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
                .restrictDefaultSecurityGroup(false)
                .subnetConfiguration(subnets(config.entrance().internetFacing()))
                .flowLogs(Map.of("FlowLogs", flowLogs(config)))
                .build();
        securityGroups = new SecurityGroups(this, vpc, config);
        new ServiceEndpoints(this, config, vpc, gatewaySubnets(), securityGroups.endpoints());
    }

    IVpc vpc() {
        return vpc;
    }

    SecurityGroups securityGroups() {
        return securityGroups;
    }

    /** None, unless the load balancer is to have public addresses. */
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
        LogGroup group = StageLogs.of(this, "FlowLogGroup", config, "flow-logs");
        return FlowLogOptions.builder()
                .destination(FlowLogDestination.toCloudWatchLogs(group))
                .trafficType(FlowLogTrafficType.ALL)
                .build();
    }

    /** Public ones come last, so that the others keep their addresses whether these are there or not. */
    private static List<SubnetConfiguration> subnets(boolean internetFacing) {
        SubnetConfiguration gateways = subnets(GATEWAYS, SubnetType.PRIVATE_ISOLATED);
        SubnetConfiguration data = subnets(DATA, SubnetType.PRIVATE_ISOLATED);
        return internetFacing ? List.of(gateways, data, subnets("public", SubnetType.PUBLIC)) : List.of(gateways, data);
    }

    private static SubnetConfiguration subnets(String name, SubnetType type) {
        return SubnetConfiguration.builder()
                .name(name)
                .subnetType(type)
                .cidrMask(24)
                .build();
    }
}
