package dev.yardarm.infra.config;

import java.util.List;

/**
 * The network of a stage.
 *
 * @param cidr a prefix of 16 to 20, of which each of nine subnets gets one of 24
 * @param natGateways 1, or 3 so that each zone leaves the network by its own
 * @param scrapers networks that reach the gateways' management port, for metrics and health; none is usual
 */
public record NetworkConfig(String cidr, int natGateways, List<String> scrapers) {
    public NetworkConfig {
        scrapers = List.copyOf(scrapers);
        new Rules()
                .require(
                        Cidr.isNetwork(cidr, 16, 20),
                        "network.cidr",
                        "must be an IPv4 network with a prefix of 16 to 20, as in 10.20.0.0/16")
                .require(
                        natGateways == 1 || natGateways == 3,
                        "network.natGateways",
                        "must be 1, or 3: one for each zone")
                .require(
                        scrapers.stream().allMatch(scraper -> Cidr.isNetwork(scraper, 8, 32)),
                        "network.scrapers",
                        "must be IPv4 networks with a prefix of 8 or more, as in 10.30.0.0/24")
                .check();
    }
}
