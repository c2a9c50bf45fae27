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
 * but the networks that may read metrics. Operators are gateways here, and ask those for metrics too. Gateways may also go out by HTTPS, to the interfaces of AWS. Redis and PostgreSQL may not begin anything.
 */
final class SecurityGroups extends Construct {
    private final SecurityGroup entrance;
    private final SecurityGroup gateway;
    private final SecurityGroup redis;
    private final SecurityGroup database;

    SecurityGroups(Construct scope, IVpc vpc, StageConfig config) {
        super(scope, "SecurityGroups");
        entrance = group("Entrance", vpc, "Load balancer");
        gateway = group("Gateway", vpc, "Gateways");
        redis = group("Redis", vpc, "Redis");
        database = group("Database", vpc, "PostgreSQL");
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
        gateway.getConnections().allowInternally(Port.tcp(Ports.MANAGEMENT), "Metrics and health, for operators");
        allow(gateway, redis, Ports.REDIS, "Redis");
        allow(gateway, database, Ports.POSTGRES, "PostgreSQL");
        gateway.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "Interfaces of AWS");
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

    private SecurityGroup group(String id, IVpc vpc, String description) {
        return SecurityGroup.Builder.create(this, id)
                .vpc(vpc)
                .description(description)
                .allowAllOutbound(false)
                .build();
    }

    private static void allow(SecurityGroup from, SecurityGroup to, int port, String what) {
        to.getConnections().allowFrom(from, Port.tcp(port), what);
    }
}
