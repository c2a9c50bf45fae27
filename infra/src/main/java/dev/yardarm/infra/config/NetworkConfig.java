package dev.yardarm.infra.config;

/**
 * The network of a stage.
 *
 * @param cidr a prefix of 16 to 20, of which each of nine subnets gets one of 24
 * @param natGateways 1, or 3 so that each zone leaves the network by its own
 */
public record NetworkConfig(String cidr, int natGateways) {
    public NetworkConfig {
        new Rules()
                .require(
                        Cidr.isNetwork(cidr, 16, 20),
                        "network.cidr",
                        "must be an IPv4 network with a prefix of 16 to 20, as in 10.20.0.0/16")
                .require(
                        natGateways == 1 || natGateways == 3,
                        "network.natGateways",
                        "must be 1, or 3: one for each zone")
                .check();
    }
}
