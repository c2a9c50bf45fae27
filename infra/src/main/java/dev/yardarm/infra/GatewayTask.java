package dev.yardarm.infra;

import dev.yardarm.infra.config.GatewayConfig;
import dev.yardarm.infra.config.ImageConfig;
import dev.yardarm.infra.config.StageConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ecr.IRepository;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.ecs.Capability;
import software.amazon.awscdk.services.ecs.ContainerDefinition;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.HealthCheck;
import software.amazon.awscdk.services.ecs.LinuxParameters;
import software.amazon.awscdk.services.ecs.MountPoint;
import software.amazon.awscdk.services.ecs.PortMapping;
import software.amazon.awscdk.services.ecs.Secret;
import software.amazon.awscdk.services.ecs.Volume;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * One gateway as ECS runs it: the image's own user, no capability, nothing writable but the folder of snapshots, which outlives
 * a restart of the container and not the task.
 */
final class GatewayTask extends Construct {
    static final String CONTAINER = "gateway";

    /** As the Dockerfile has them. */
    private static final String USER = "10001:10001";

    private static final String SNAPSHOTS = "/var/lib/yardarm";

    private final FargateTaskDefinition definition;
    private final LogGroup logGroup;

    GatewayTask(Construct scope, StageConfig config, DataStack data) {
        super(scope, "Task");
        logGroup = StageLogs.of(this, "Logs", config, "gateway");
        definition = FargateTaskDefinition.Builder.create(this, "Definition")
                .family(config.name("gateway"))
                .cpu(config.gateway().cpu())
                .memoryLimitMiB(config.gateway().memoryMib())
                .volumes(List.of(Volume.builder().name("snapshots").build()))
                .build();
        ContainerDefinition container = definition.addContainer(CONTAINER, options(config, data));
        container.addMountPoints(MountPoint.builder()
                .sourceVolume("snapshots")
                .containerPath(SNAPSHOTS)
                .readOnly(false)
                .build());
        allow(data);
    }

    FargateTaskDefinition definition() {
        return definition;
    }

    LogGroup logGroup() {
        return logGroup;
    }

    private ContainerDefinitionOptions options(StageConfig config, DataStack data) {
        return ContainerDefinitionOptions.builder()
                .containerName(CONTAINER)
                .image(image(config.image()))
                .portMappings(List.of(port(Ports.FLAG_API), port(Ports.MANAGEMENT)))
                .environment(environment(config, data))
                .secrets(secrets(data))
                .user(USER)
                .readonlyRootFilesystem(true)
                .linuxParameters(withoutCapabilities())
                .stopTimeout(Times.stop(config))
                .enableRestartPolicy(true)
                .restartAttemptPeriod(Duration.minutes(1))
                .healthCheck(HealthCheck.builder()
                        .command(List.of("CMD", "/opt/yardarm/bin/health", "live"))
                        .interval(Duration.seconds(10))
                        .timeout(Duration.seconds(3))
                        .startPeriod(Duration.seconds(30))
                        .retries(3)
                        .build())
                .logging(StageLogs.driver(logGroup, CONTAINER))
                .build();
    }

    private ContainerImage image(ImageConfig image) {
        IRepository repository = Repository.fromRepositoryName(this, "Repository", image.repository());
        return ContainerImage.fromEcrRepository(repository, image.version());
    }

    private LinuxParameters withoutCapabilities() {
        LinuxParameters parameters = new LinuxParameters(this, "Linux");
        parameters.dropCapabilities(Capability.ALL);
        return parameters;
    }

    private static Map<String, String> environment(StageConfig config, DataStack data) {
        GatewayConfig gateway = config.gateway();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("FLAGS_ENVIRONMENT", config.stage().label());
        environment.put("SHUTDOWN_GRACE", Times.grace(config));
        environment.put("SNAPSHOT_DIR", SNAPSHOTS);
        environment.put("ACCESS_LOG", Double.toString(gateway.accessLog()));
        environment.put("AWS_REGION", config.place().region());
        environment.put("CLOUDWATCH_NAMESPACE", GatewayMetrics.NAMESPACE);
        environment.put("CLOUDWATCH_SERVICE", GatewayMetrics.SERVICE);
        environment.put("CLOUDWATCH_STAGE", config.stage().label());
        data.cluster().ifPresent(cluster -> environment.put("REDIS_CLUSTER_SECRET", CacheCluster.secretName(config)));
        data.single().ifPresent(single -> {
            environment.put("REDIS_URL", single.url());
            environment.put("REDIS_USERNAME", CacheUsers.GATEWAY);
        });
        gateway.adminTokens().ifPresent(tokens -> environment.put("ADMIN_TOKENS", tokens));
        gateway.clientTokens().ifPresent(tokens -> environment.put("CLIENT_TOKENS", tokens));
        return environment;
    }

    private static Map<String, Secret> secrets(DataStack data) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        secrets.put("DATABASE_URL", Secret.fromSecretsManager(data.database().url()));
        data.single()
                .ifPresent(single -> secrets.put(
                        "REDIS_PASSWORD", Secret.fromSecretsManager(data.users().passwordSecret())));
        return secrets;
    }

    private void allow(DataStack data) {
        data.cluster().ifPresent(cluster -> cluster.secret().grantRead(definition.getTaskRole()));
        definition.addToTaskRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of("cloudwatch:PutMetricData"))
                .resources(List.of("*"))
                .conditions(Map.of("StringEquals", Map.of("cloudwatch:namespace", GatewayMetrics.NAMESPACE)))
                .build());
    }

    private static PortMapping port(int port) {
        return PortMapping.builder().containerPort(port).build();
    }
}
