package dev.yardarm.load.fault;

import dev.yardarm.load.fault.RedisNode.State;
import java.time.Duration;
import java.util.List;

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
    }

    @Override
    public Effect inject(FlagCluster cluster) {
        RedisNode hung = cluster.primary();
        freeze.begin(hung, time);
        return new Effect(() -> hung.state() == State.SILENT, freeze.primaryBack(cluster, hung));
    }
}
