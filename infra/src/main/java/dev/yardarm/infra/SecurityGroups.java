package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.Construct;

/**
 * Who may talk to whom: clients to the load balancer, that to the gateways, those to Redis and PostgreSQL, and nobody else
 * but the networks that may read metrics. Operators are gateways here, and ask those too. Gateways may also ask the
 * services of AWS that are in the network, and S3. Redis and PostgreSQL may not begin anything.
 */
final class SecurityGroups extends Construct {
    private final SecurityGroup entrance;
    private final SecurityGroup gateway;
    private final SecurityGroup redis;
    private final SecurityGroup database;
    private final SecurityGroup endpoints;

    SecurityGroups(Construct scope, IVpc vpc, StageConfig config) {
        super(scope, "SecurityGroups");
        entrance = group("Entrance", vpc, "Load balancer");
        gateway = group("Gateway", vpc, "Gateways");
        redis = group("Redis", vpc, "Redis");
        database = group("Database", vpc, "PostgreSQL");
        endpoints = group("Endpoints", vpc, "Services of AWS");
        config.entrance()
                .clients()
                .forEach(client ->
                        entrance.addIngressRule(Peer.ipv4(client), Port.tcp(Ports.ENTRANCE), "Clients from " + client));
        config.network()
                .scrapers()
                .forEach(scraper -> gateway.addIngressRule(
                        Peer.ipv4(scraper), Port.tcp(Ports.MANAGEMENT), "Metrics and health for " + scraper));
        allow(entrance, gateway, Ports.FLAG_API, "Flag API");
        allow(entrance, gateway, Ports.MANAGEMENT, "Health");
        gateway.getConnections().allowInternally(Port.tcp(Ports.FLAG_API), "Flag API, for operators");
        gateway.getConnections().allowInternally(Port.tcp(Ports.MANAGEMENT), "Metrics and health, for operators");
        allow(gateway, redis, Ports.REDIS, "Redis");
        allow(gateway, database, Ports.POSTGRES, "PostgreSQL");
        allow(gateway, endpoints, Ports.AWS, "Services of AWS");
        gateway.addEgressRule(
                Peer.prefixList(config.network().s3PrefixList()), Port.tcp(Ports.AWS), "Layers of images, in S3");
    }

    ISecurityGroup entrance() {
        return entrance;
    }

    ISecurityGroup gateway() {
        return gateway;
    }

    ISecurityGroup redis() {
        return redis;
    }

    ISecurityGroup database() {
        return database;
    }

    ISecurityGroup endpoints() {
        return endpoints;
    }

    private SecurityGroup group(String id, IVpc vpc, String description) {
        SecurityGroup group = SecurityGroup.Builder.create(this, id)
                .vpc(vpc)
                .description(description)
                .allowAllOutbound(false)
                .build();
        // AWS opens all ways out of a group that has no rule within itself; those between groups are outside of them.
        group.addEgressRule(Peer.ipv4("127.0.0.1/32"), Port.allTraffic(), "Nowhere");
        return group;
    }

    private static void allow(SecurityGroup from, SecurityGroup to, int port, String what) {
        to.getConnections().allowFrom(from, Port.tcp(port), what);
    }
}
