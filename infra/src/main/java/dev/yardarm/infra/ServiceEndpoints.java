package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpoint;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpoint;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;

/**
 * The services of AWS that gateways need, inside of the network, under their usual names: nothing has to leave it. They serve
 * the stage's own account alone. Images come from ECR, and their layers from a bucket of ECR in S3.
 */
final class ServiceEndpoints extends Construct {
    /** Images, logs, secrets, metrics, and sessions of operators, as their names end: {@code com.amazonaws.REGION.…}. */
    private static final List<String> SERVICES =
            List.of("ecr.api", "ecr.dkr", "logs", "secretsmanager", "monitoring", "ssmmessages");

    /**
     * @param users the subnets that they are for
     * @param securityGroup which lets those in
     */
    ServiceEndpoints(
            Construct scope, StageConfig config, IVpc vpc, SubnetSelection users, ISecurityGroup securityGroup) {
        super(scope, "Endpoints");
        SubnetSelection places = SubnetSelection.builder()
                .subnetGroupName(users.getSubnetGroupName())
                .availabilityZones(
                        config.place().zones().subList(0, config.network().endpointZones()))
                .build();
        for (String service : SERVICES) {
            InterfaceVpcEndpoint.Builder.create(this, service)
                    .vpc(vpc)
                    .service(new InterfaceVpcEndpointAwsService(service))
                    .subnets(places)
                    .securityGroups(List.of(securityGroup))
                    .open(false)
                    .privateDnsEnabled(true)
                    .build()
                    .addToPolicy(ownAccount(config.place().account()));
        }
        GatewayVpcEndpoint.Builder.create(this, "s3")
                .vpc(vpc)
                .service(GatewayVpcEndpointAwsService.S3)
                .subnets(List.of(users))
                .build()
                .addToPolicy(layers());
    }

    private static PolicyStatement ownAccount(String account) {
        return anybody()
                .actions(List.of("*"))
                .resources(List.of("*"))
                .conditions(Map.of("StringEquals", Map.of("aws:PrincipalAccount", account)))
                .build();
    }

    /** ECR signs the address of a layer, so that it is not the account that asks S3. */
    private PolicyStatement layers() {
        Stack stack = Stack.of(this);
        return anybody()
                .actions(List.of("s3:GetObject"))
                .resources(List.of(
                        "arn:" + stack.getPartition() + ":s3:::prod-" + stack.getRegion() + "-starport-layer-bucket/*"))
                .build();
    }

    private static PolicyStatement.Builder anybody() {
        return PolicyStatement.Builder.create().principals(List.of(new AnyPrincipal()));
    }
}
