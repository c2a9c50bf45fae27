package dev.yardarm.infra.config;

import java.util.List;

/**
 * The network of a stage.
 *
 * @param cidr private, a prefix of 16 to 20, of which each of six or nine subnets gets one of 24
 * @param s3PrefixList the prefix list of S3 in the stage's region, {@code pl-…}
 * @param endpointZones in how many of the three zones the services of AWS are: 1 to 3
 * @param scrapers networks that reach the gateways' management port, for metrics and health; none is usual
 */
public record NetworkConfig(String cidr, String s3PrefixList, int endpointZones, List<String> scrapers) {
    public NetworkConfig {
        scrapers = List.copyOf(scrapers);
        new Rules()
                .require(
                        Cidr.isNetwork(cidr, 16, 20) && Cidr.isPrivate(cidr),
                        "network.cidr",
                        "must be a private IPv4 network with a prefix of 16 to 20, as in 10.20.0.0/16")
                .require(
                        s3PrefixList.matches("pl-([0-9a-f]{8}|[0-9a-f]{17})"),
                        "network.s3PrefixList",
                        "must be the ID of a prefix list, as in pl-0123abcd")
                .range(endpointZones, 1, 3, "network.endpointZones")
                .require(
                        scrapers.stream().allMatch(scraper -> Cidr.isNetwork(scraper, 8, 32)),
                        "network.scrapers",
                        "must be IPv4 networks with a prefix of 8 or more, as in 10.30.0.0/24")
                .check();
    }
}
