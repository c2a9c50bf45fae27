package dev.yardarm.load.fault;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Unsuited;
import java.time.Duration;
import java.util.List;

/** Something that goes wrong with a cluster, made to happen by commands of Redis. */
public interface Fault {
    /** What it is, in the words of a report. */
    String title();

    /** Commands that do nothing, and that a node refuses if it does not allow those of the fault. Each is a list of words. */
    List<List<String>> rehearsal();

    /** What to change where a node refuses them. */
    String remedy();

    /** Whether a replica has to take over: a primary that comes back by itself is not enough then. */
    boolean promotes();

    /** For how long nodes hang that come back by themselves; zero if none does. */
    default Duration hang() {
        return Duration.ZERO;
    }

    /**
     * Looks, before there is any load, whether the cluster is made so that the fault means what its name says.
     *
     * @throws Unsuited if it is not
     */
    default void check(FlagCluster cluster) {}

    /**
     * Makes it happen, and returns at once.
     *
     * @throws Refusal if it cannot be made to happen now
     */
    Effect inject(FlagCluster cluster);
}
