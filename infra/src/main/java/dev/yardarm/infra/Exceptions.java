package dev.yardarm.infra;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;

/**
 * Rules of the CDK and of cdk-nag that do not hold here: each for one resource, with the reason. W3010 alone is off for a whole
 * stack, the network: all its subnets name their zone.
 */
final class Exceptions {
    private static final String ROTATED =
            "Rotated by hand, as docs/runbooks/credentials.md says: a function that rotates would have to reach what it rotates,"
                    + " and only gateways may";
    private static final String USUAL_PORT =
            "The port is required to be the usual one; only the gateways' security group reaches it";

    private static final String NO_SECRETS =
            "What is secret comes from Secrets Manager; the variables that are named are not";
    private static final String ECR_TOKEN = "GetAuthorizationToken of ECR knows no resources";

    private Exceptions() {}

    static void explain(StageStacks stacks, boolean production) {
        network(stacks.network());
        data(stacks.data(), production);
        gateway(stacks.gateway());
    }

    private static void network(NetworkStack network) {
        Validations.of(network)
                .acknowledge(Acknowledgment.builder()
                        .id("CloudFormation-Validate::W3010")
                        .reason("Zones are named, so that nothing is looked up and none changes unasked")
                        .build());
    }

    private static void data(DataStack data, boolean production) {
        String hasUsers = "Redis AUTH is one password for all; users with rights of their own are there in its place";
        data.cluster().ifPresent(cluster -> {
            except(data, "Cluster/Group", "AEC5", USUAL_PORT);
            except(data, "Cluster/Group", "AEC6", hasUsers);
            except(data, "Cluster/Secret/Resource", "SMG4", ROTATED);
        });
        data.single().ifPresent(single -> {
            except(data, "Single/Instance", "AEC4", "It is the single instance that the cluster replaces");
            except(data, "Single/Instance", "AEC5", USUAL_PORT);
            except(data, "Single/Instance", "AEC6", hasUsers);
        });
        except(data, "Users/Password/Resource", "SMG4", ROTATED);
        except(data, "Users/OperatorPassword/Resource", "SMG4", ROTATED);
        except(data, "Database/Url/Resource", "SMG4", ROTATED);
        except(data, "Database/Instance/Secret/Resource", "SMG4", ROTATED);
        except(data, "Database/Instance/Resource", "RDS11", USUAL_PORT);
        if (!production) {
            except(
                    data,
                    "Database/Instance/Resource",
                    "RDS3",
                    "Staging may wait for a restore; database.multiAz has it");
            except(data, "Database/Instance/Resource", "RDS10", "Staging may be removed; a snapshot of it is left");
        }
    }

    private static void gateway(GatewayStack gateway) {
        except(
                gateway,
                "Entrance/AccessLogs/Resource",
                "S1",
                "It is a log itself; a log of its readers would need a bucket that has none");
        except(gateway, "Task/Definition/Resource", "ECS2", NO_SECRETS);
        except(
                gateway,
                "Service/AlternateRole/Resource",
                "IAM4",
                "AWS keeps this policy for what ECS has to do at a load balancer",
                "Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers");
        except(
                gateway,
                "Task/Definition/TaskRole/DefaultPolicy/Resource",
                "IAM5",
                "PutMetricData knows no resources; the condition allows one namespace",
                "Resource::*");
        except(gateway, "Task/Definition/ExecutionRole/DefaultPolicy/Resource", "IAM5", ECR_TOKEN, "Resource::*");
        except(gateway, "Operator/Definition/Resource", "ECS2", NO_SECRETS);
        except(
                gateway,
                "Operator/Definition/TaskRole/DefaultPolicy/Resource",
                "IAM5",
                "ECS Exec needs it so: channels of ssmmessages and the list of log groups know no resources",
                "Resource::*");
        except(gateway, "Operator/Definition/ExecutionRole/DefaultPolicy/Resource", "IAM5", ECR_TOKEN, "Resource::*");
    }

    private static void except(Stack stack, String path, String rule, String reason, String... findings) {
        NagPackSuppression.Builder suppression =
                NagPackSuppression.builder().id("AwsSolutions-" + rule).reason(reason + ".");
        if (findings.length > 0) {
            suppression.appliesTo(List.of(findings));
        }
        NagSuppressions.addResourceSuppressionsByPath(
                stack, "/" + stack.getStackName() + "/" + path, List.of(suppression.build()));
    }
}
