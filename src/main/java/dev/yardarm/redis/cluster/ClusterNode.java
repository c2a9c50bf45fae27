package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import java.util.Optional;

/**
 * A node, as the cluster describes it.
 *
 * @param id its name of 40 hexadecimal digits; of a single instance, its address
 * @param address where it can be reached from here
 * @param zone the availability zone, where it is known
 * @param failing whether the node that was asked takes it for failed, or suspects so
 */
public record ClusterNode(String id, HostPort address, NodeRole role, Optional<String> zone, boolean failing) {}
