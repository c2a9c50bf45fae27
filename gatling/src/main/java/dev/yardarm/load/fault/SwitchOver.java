package dev.yardarm.load.fault;

import dev.yardarm.load.fault.RedisNode.State;
import java.util.List;

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
    public boolean promotes() {
        return true;
    }

    @Override
    public Effect inject(FlagCluster cluster) {
        RedisNode replica = cluster.replica();
        replica.command("CLUSTER", "FAILOVER");
        return new Effect(() -> replica.state() == State.PRIMARY, () -> replica.takesWrites(cluster.probe()));
    }
}
