package dev.yardarm.infra.config;

import java.util.List;

/**
 * The load balancer.
 *
 * @param certificate the ARN of a certificate in ACM, of the stage's own account and region
 * @param internetFacing whether it has public addresses
 * @param clients the networks that may reach it, with a prefix of 8 or more; none of them private if it has public addresses
 */
public record EntranceConfig(String certificate, boolean internetFacing, List<String> clients) {
    public EntranceConfig {
        clients = List.copyOf(clients);
        new Rules()
                .require(
                        certificate.matches("arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+"),
                        "entrance.certificate",
                        "must be the ARN of a certificate in ACM")
                .require(
                        !clients.isEmpty() && clients.stream().allMatch(client -> Cidr.isNetwork(client, 8, 32)),
                        "entrance.clients",
                        "must be IPv4 networks with a prefix of 8 or more, as in 10.0.0.0/8,192.0.2.0/24")
                .require(
                        !internetFacing || clients.stream().noneMatch(Cidr::isPrivate),
                        "entrance.clients",
                        "must be public networks with entrance.internetFacing: nobody comes from a private one then")
                .check();
    }
}
