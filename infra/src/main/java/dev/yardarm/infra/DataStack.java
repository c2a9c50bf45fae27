package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.elasticache.CfnSubnetGroup;
import software.constructs.Construct;

/** Redis and PostgreSQL, in subnets without a way out. */
final class DataStack extends Stack {
    private final CacheUsers users;
    private final Optional<CacheCluster> cluster;
    private final Optional<SingleCache> single;
    private final Database database;

    DataStack(Construct scope, StageConfig config, NetworkStack network, StackProps props) {
        super(scope, config.name("data"), props);
        CfnSubnetGroup subnets = CfnSubnetGroup.Builder.create(this, "CacheSubnets")
                .cacheSubnetGroupName(config.prefix())
                .description("Subnets of data, one in each of three zones")
                .subnetIds(network.vpc().selectSubnets(network.dataSubnets()).getSubnetIds())
                .build();
        users = new CacheUsers(this, config);
        CacheAccess access = new CacheAccess(
                subnets.getRef(),
                network.securityGroups().redis().getSecurityGroupId(),
                users.groupId(),
                users.password());
        cluster = config.cache().setup().hasCluster()
                ? Optional.of(new CacheCluster(this, config, access))
                : Optional.empty();
        single = config.cache().setup().hasSingle()
                ? Optional.of(new SingleCache(this, config, access))
                : Optional.empty();
        database = new Database(this, config, network);
    }

    /** None where the single instance is alone. */
    Optional<CacheCluster> cluster() {
        return cluster;
    }

    /** None where the cluster is alone. */
    Optional<SingleCache> single() {
        return single;
    }

    CacheUsers users() {
        return users;
    }

    Database database() {
        return database;
    }
}
