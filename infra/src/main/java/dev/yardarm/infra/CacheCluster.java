package dev.yardarm.infra;

import dev.yardarm.infra.config.CacheConfig;
import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import software.amazon.awscdk.CfnUpdatePolicy;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.elasticache.CfnParameterGroup;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup.NodeGroupConfigurationProperty;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/**
 * Redis in cluster mode: each shard has its primary in one zone and its replicas in the others. Where it is, and by whom it
 * may be used, is in the secret {@code redis/cluster/<stage>}, in the form of the gateway's {@code REDIS_CLUSTER_SECRET}.
 */
final class CacheCluster extends Construct {
    private final CfnReplicationGroup group;
    private final Secret secret;

    CacheCluster(Construct scope, StageConfig config, CacheAccess access) {
        super(scope, "Cluster");
        CacheConfig cache = config.cache();
        CfnParameterGroup parameters = CfnParameterGroup.Builder.create(this, "Parameters")
                .cacheParameterGroupFamily("redis7")
                .description("Redis in cluster mode, for " + config.prefix())
                .properties(Map.of("cluster-enabled", "yes"))
                .build();
        group = access.redis(this, "Group", cache)
                .replicationGroupId(name(config))
                .replicationGroupDescription("Feature flags, in cluster mode")
                .cacheParameterGroupName(parameters.getRef())
                .clusterMode("enabled")
                .numNodeGroups(cache.shards())
                .nodeGroupConfiguration(IntStream.range(0, cache.shards())
                        .mapToObj(shard ->
                                shard(shard, cache.replicas(), config.place().zones()))
                        .toList())
                .automaticFailoverEnabled(true)
                .multiAzEnabled(true)
                .build();
        // Without it CloudFormation makes a new, empty group where the number of shards changes.
        group.getCfnOptions()
                .setUpdatePolicy(
                        CfnUpdatePolicy.builder().useOnlineResharding(true).build());
        secret = Secret.Builder.create(this, "Secret")
                .secretName(secretName(config))
                .description("Where the Redis Cluster is, and by whom it may be used")
                .secretObjectValue(new TreeMap<>(Map.of(
                        "url",
                        SecretValue.unsafePlainText("rediss://" + address() + ":" + Ports.REDIS),
                        "username",
                        SecretValue.unsafePlainText(CacheUsers.GATEWAY),
                        "password",
                        access.password())))
                .build();
        Tags.of(this).add("Service", "ElastiCache-Cluster");
    }

    /** As the gateway's {@code REDIS_CLUSTER_SECRET} has it. */
    static String secretName(StageConfig config) {
        return "redis/cluster/" + config.stage().label();
    }

    /** The configuration endpoint: some node or other. */
    String address() {
        return group.getAttrConfigurationEndPointAddress();
    }

    ISecret secret() {
        return secret;
    }

    /** The names that ElastiCache gives to the nodes that are watched; metrics have them. */
    static List<String> nodes(StageConfig config) {
        return IntStream.rangeClosed(1, config.cache().shards())
                .boxed()
                .flatMap(shard -> IntStream.rangeClosed(1, 1 + config.alarms().replicas())
                        .mapToObj(node -> String.format("%s-%04d-%03d", name(config), shard, node)))
                .toList();
    }

    private static String name(StageConfig config) {
        return config.name("cluster");
    }

    /** Primaries go round the zones from shard to shard, and replicas through those that follow. */
    private static NodeGroupConfigurationProperty shard(int shard, int replicas, List<String> zones) {
        return NodeGroupConfigurationProperty.builder()
                .nodeGroupId(String.format("%04d", shard + 1))
                .primaryAvailabilityZone(zones.get(shard % zones.size()))
                .replicaCount(replicas)
                .replicaAvailabilityZones(IntStream.rangeClosed(1, replicas)
                        .mapToObj(replica -> zones.get((shard + replica) % zones.size()))
                        .toList())
                .build();
    }
}
