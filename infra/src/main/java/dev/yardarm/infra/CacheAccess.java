package dev.yardarm.infra;

import dev.yardarm.infra.config.CacheConfig;
import java.util.List;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup;
import software.constructs.Construct;

/**
 * How a cache is reached, and by whom.
 *
 * @param subnetGroup where its nodes are
 * @param securityGroup which lets only gateways in
 * @param userGroup which knows only the gateway's user, and that of operators
 * @param password of the gateway's user
 */
record CacheAccess(String subnetGroup, String securityGroup, String userGroup, SecretValue password) {

    /** Redis that is reached so, encrypted, and kept as it is configured. What its nodes are is still to be said. */
    CfnReplicationGroup.Builder redis(Construct scope, String id, CacheConfig cache) {
        return CfnReplicationGroup.Builder.create(scope, id)
                .engine("redis")
                .engineVersion(cache.engineVersion())
                .cacheNodeType(cache.nodeType())
                .port(Ports.REDIS)
                .cacheSubnetGroupName(subnetGroup)
                .securityGroupIds(List.of(securityGroup))
                .userGroupIds(List.of(userGroup))
                .transitEncryptionEnabled(true)
                .atRestEncryptionEnabled(true)
                .snapshotRetentionLimit(cache.snapshotDays())
                .snapshotWindow(cache.snapshotWindow())
                .preferredMaintenanceWindow(cache.maintenanceWindow())
                .autoMinorVersionUpgrade(true);
    }
}
