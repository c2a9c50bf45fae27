package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.Zones;
import java.util.Map;
import java.util.Optional;

/**
 * What operators say of the addresses that nodes announce: where they can be reached from here, and in which zone they are.
 *
 * @param reachable announced address to reachable address; the others are reached as announced
 */
public record AddressBook(Map<HostPort, HostPort> reachable, Zones zones) {
    static final AddressBook EMPTY = new AddressBook(Map.of(), Zones.NONE);

    /** Where the operator says that it can be reached. */
    Optional<HostPort> mapped(HostPort announced) {
        return Optional.ofNullable(reachable.get(announced));
    }

    Optional<String> zoneOf(HostPort announced) {
        return zones.of(announced.host());
    }
}
