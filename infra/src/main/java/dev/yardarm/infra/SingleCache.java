package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup;
import software.constructs.Construct;

/**
 * The single Redis instance that the cluster replaces: one node without a replica. It is a replication group of one, since only
 * those have users and encryption.
 */
final class SingleCache extends Construct {
    private final CfnReplicationGroup group;

    SingleCache(Construct scope, StageConfig config, CacheAccess access) {
        super(scope, "Single");
        group = access.redis(this, "Instance", config.cache())
                .replicationGroupId(name(config))
                .replicationGroupDescription("Feature flags, a single instance")
                .cacheParameterGroupName("default.redis7")
                .numCacheClusters(1)
                .automaticFailoverEnabled(false)
                .multiAzEnabled(false)
                .build();
        Tags.of(this).add("Service", "ElastiCache");
    }

    /** In the form of the gateway's {@code REDIS_URL}, without the user. */
    String url() {
        return "rediss://" + address() + ":" + Ports.REDIS;
    }

    String address() {
        return group.getAttrPrimaryEndPointAddress();
    }

    /** The name that ElastiCache gives to the node; metrics have it. */
    static List<String> nodes(StageConfig config) {
        return List.of(name(config) + "-001");
    }

    private static String name(StageConfig config) {
        return config.name("single");
    }
}
