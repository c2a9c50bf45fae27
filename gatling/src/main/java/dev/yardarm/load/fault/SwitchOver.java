package dev.yardarm.load.fault;

import java.util.List;
import java.util.function.BooleanSupplier;

/** {@code CLUSTER FAILOVER}: a replica takes over from a primary that is well, as before maintenance. */
public final class SwitchOver implements Fault {
    @Override
    public String title() {
        return "CLUSTER FAILOVER";
    }

    @Override
    public List<List<String>> rehearsal() {
        // A syntax error to a node that allows the command.
        return List.of(List.of("CLUSTER", "FAILOVER", "REHEARSAL"));
    }

    @Override
    public String remedy() {
        return "let the user of -DredisUser call CLUSTER FAILOVER, or leave failover out of -Dfaults";
    }

    @Override
    public BooleanSupplier inject(FlagCluster cluster) {
        RedisNode replica = cluster.replica();
        replica.command("CLUSTER", "FAILOVER");
        return () -> replica.takesWrites(cluster.probe());
    }
}
