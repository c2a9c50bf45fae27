package dev.yardarm.infra;

import dev.yardarm.infra.config.ImageConfig;
import dev.yardarm.infra.config.StageConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.ExecuteCommandConfiguration;
import software.amazon.awscdk.services.ecs.ExecuteCommandLogConfiguration;
import software.amazon.awscdk.services.ecs.ExecuteCommandLogging;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.LinuxParameters;
import software.amazon.awscdk.services.ecs.Secret;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * A place in the network from which the commands of the runbooks can be given. Nobody runs it but an operator, for as long as it
 * is needed, with the subnets and the security group of the gateways: no way is open for operators alone. They get in by ECS
 * Exec, which needs a root file system that can be written to, and is root there.
 */
final class OperatorTask extends Construct {
    static final String CONTAINER = "operator";

    /** As long as an incident may take, and no longer if somebody forgets to end it. */
    private static final String LIFETIME = "4h";

    private final LogGroup logGroup;

    OperatorTask(Construct scope, StageConfig config, DataStack data) {
        super(scope, "Operator");
        logGroup = StageLogs.of(this, "Logs", config, "operator");
        FargateTaskDefinition definition = FargateTaskDefinition.Builder.create(this, "Definition")
                .family(config.name("operator"))
                .cpu(256)
                .memoryLimitMiB(512)
                .build();
        definition.addContainer(CONTAINER, options(config, data));
        allow(definition);
    }

    /** By which a cluster writes down what operators do. */
    ExecuteCommandConfiguration sessions() {
        return ExecuteCommandConfiguration.builder()
                .logging(ExecuteCommandLogging.OVERRIDE)
                .logConfiguration(ExecuteCommandLogConfiguration.builder()
                        .cloudWatchLogGroup(logGroup)
                        .build())
                .build();
    }

    private ContainerDefinitionOptions options(StageConfig config, DataStack data) {
        return ContainerDefinitionOptions.builder()
                .containerName(CONTAINER)
                .image(image(config.image()))
                .command(List.of("sleep", LIFETIME))
                .environment(environment(data))
                .secrets(secrets(data))
                .linuxParameters(LinuxParameters.Builder.create(this, "Linux")
                        .initProcessEnabled(true)
                        .build())
                .logging(StageLogs.driver(logGroup, CONTAINER))
                .build();
    }

    private ContainerImage image(ImageConfig image) {
        return ContainerImage.fromEcrRepository(
                Repository.fromRepositoryName(this, "Repository", image.operatorRepository()), image.operatorVersion());
    }

    /** The names are those of the runbooks' commands. */
    private static Map<String, String> environment(DataStack data) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("REDIS_USER", CacheUsers.OPERATOR);
        environment.put("ADMIN_URL", data.database().adminUrl());
        data.single().ifPresent(single -> environment.put("NODE", node(single.address())));
        data.cluster().ifPresent(cluster -> environment.put("NODE", node(cluster.address())));
        return environment;
    }

    private static String node(String address) {
        return "-h " + address + " -p " + Ports.REDIS + " --tls --user " + CacheUsers.OPERATOR;
    }

    /** The password of ADMIN_URL comes beside it: that of the gateways' URL is rotated to another user's. */
    private static Map<String, Secret> secrets(DataStack data) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        secrets.put("DATABASE_URL", Secret.fromSecretsManager(data.database().url()));
        secrets.put("PGPASSWORD", Secret.fromSecretsManager(data.database().credentials(), "password"));
        secrets.put("REDISCLI_AUTH", Secret.fromSecretsManager(data.users().operatorSecret()));
        return secrets;
    }

    /** What ECS Exec needs to let somebody in, and to write down what is done; nothing else in AWS. */
    private void allow(FargateTaskDefinition definition) {
        definition.addToTaskRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of(
                        "ssmmessages:CreateControlChannel",
                        "ssmmessages:CreateDataChannel",
                        "ssmmessages:OpenControlChannel",
                        "ssmmessages:OpenDataChannel",
                        "logs:DescribeLogGroups"))
                .resources(List.of("*"))
                .build());
        definition.addToTaskRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"))
                .resources(List.of(logGroup.getLogGroupArn()))
                .build());
    }
}
