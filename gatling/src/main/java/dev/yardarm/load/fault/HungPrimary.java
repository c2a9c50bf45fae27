package dev.yardarm.load.fault;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The flags' primary does not answer for a while; its connections stay. */
public final class HungPrimary implements Fault {
    private final Freeze freeze;
    private final Duration time;

    public HungPrimary(Freeze freeze, Duration time) {
        this.freeze = freeze;
        this.time = time;
    }

    @Override
    public String title() {
        return "primary hangs by " + freeze;
    }

    @Override
    public List<List<String>> rehearsal() {
        return List.of(freeze.rehearsal());
    }

    @Override
    public String remedy() {
        return freeze.remedy() + ", or leave it out of -Dfaults (sleep needs DEBUG, pause does not)";
    }

    @Override
    public BooleanSupplier inject(FlagCluster cluster) {
        freeze.begin(cluster.primary(), time);
        return cluster.writable();
    }
}
