package dev.yardarm.load.fault;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

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
    public BooleanSupplier inject(FlagCluster cluster) {
        // At once: the first would else be back before the last is gone.
        cluster.inZone(cluster.primary().zone()).parallelStream().forEach(node -> freeze.begin(node, time));
        return cluster.writable();
    }
}
