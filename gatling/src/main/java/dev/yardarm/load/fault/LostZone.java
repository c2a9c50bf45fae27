package dev.yardarm.load.fault;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Unsuited;
import java.time.Duration;
import java.util.List;

/** All nodes of a zone, the one that has the flags' primary, do not answer for a while. */
public final class LostZone extends Hang {
    public LostZone(Freeze freeze, Duration time) {
        super("zone lost", "zone needs DEBUG, zone-pause does not", freeze, time);
    }

    @Override
    public void check(FlagCluster cluster) {
        super.check(cluster);
        List<String> zones =
                cluster.nodes().stream().map(RedisNode::zone).distinct().toList();
        if (zones.contains(RedisNode.NO_ZONE) || zones.size() < 2) {
            throw new Unsuited(
                    "%s: the gateway knows of the zones %s, so a zone may be the whole cluster: set REDIS_ZONES at the gateway,"
                                    .formatted(title(), zones)
                            + " or leave " + (promotes() ? "zone" : "zone-pause") + " out of -Dfaults");
        }
    }

    @Override
    List<RedisNode> nodes(FlagCluster cluster, RedisNode primary) {
        List<RedisNode> lost = cluster.inZone(primary.zone());
        if (promotes()) {
            checkMajority(cluster, lost);
        }
        return lost;
    }

    /** Primaries elect: with half of them or more in the zone, no replica can take over while it is lost. */
    private void checkMajority(FlagCluster cluster, List<RedisNode> lost) {
        long all = cluster.nodes().stream().filter(RedisNode::isPrimary).count();
        long inZone = lost.stream().filter(RedisNode::isPrimary).count();
        if (2 * inZone >= all) {
            throw new Refusal(
                    "%s: %d of the %d primaries are in the zone of the flags' primary now, and the others are no majority: move"
                                    .formatted(title(), inZone, all)
                            + " primaries to other zones by CLUSTER FAILOVER, or change the order of -Dfaults");
        }
    }
}
