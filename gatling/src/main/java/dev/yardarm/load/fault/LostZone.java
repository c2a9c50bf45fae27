package dev.yardarm.load.fault;

import dev.yardarm.load.fault.RedisNode.State;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Unsuited;
import java.time.Duration;
import java.util.List;

/** All nodes of a zone, the one that has the flags' primary, do not answer for a while. */
public final class LostZone implements Fault {
    private final Freeze freeze;
    private final Duration time;

    public LostZone(Freeze freeze, Duration time) {
        this.freeze = freeze;
        this.time = time;
    }

    @Override
    public String title() {
        return "zone lost by " + freeze;
    }

    @Override
    public List<List<String>> rehearsal() {
        return List.of(freeze.rehearsal());
    }

    @Override
    public String remedy() {
        return freeze.remedy() + ", or leave it out of -Dfaults (zone needs DEBUG, zone-pause does not)";
    }

    @Override
    public boolean promotes() {
        return freeze.promotes();
    }

    @Override
    public Duration hang() {
        return time;
    }

    @Override
    public void check(FlagCluster cluster) {
        freeze.check(cluster, time);
        List<String> zones =
                cluster.nodes().stream().map(RedisNode::zone).distinct().toList();
        if (zones.contains(RedisNode.NO_ZONE) || zones.size() < 2) {
            throw new Unsuited(
                    "%s: the gateway knows of the zones %s, so a zone may be the whole cluster: set REDIS_ZONES at the gateway,"
                                    .formatted(title(), zones)
                            + " or leave " + (freeze.promotes() ? "zone" : "zone-pause") + " out of -Dfaults");
        }
    }

    @Override
    public Effect inject(FlagCluster cluster) {
        RedisNode primary = cluster.primary();
        List<RedisNode> lost = cluster.inZone(primary.zone());
        if (freeze.promotes()) {
            checkMajority(cluster, lost);
        }
        // At once: the first would else be back before the last is gone.
        lost.parallelStream().forEach(node -> freeze.begin(node, time));
        return new Effect(
                () -> lost.parallelStream().allMatch(node -> node.state() == State.SILENT),
                freeze.primaryBack(cluster, primary));
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
