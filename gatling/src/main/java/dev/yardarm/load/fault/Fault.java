package dev.yardarm.load.fault;

import java.util.List;
import java.util.function.BooleanSupplier;

/** Something that goes wrong with a cluster, made to happen by commands of Redis. */
public interface Fault {
    /** What it is, in the words of a report. */
    String title();

    /** Commands that do nothing, and that a node refuses if it does not allow those of the fault. Each is a list of words. */
    List<List<String>> rehearsal();

    /** What to change where a node refuses them. */
    String remedy();

    /**
     * Makes it happen, and returns at once.
     *
     * @return whether writes of the flags are taken again, by whom it may be; to be asked until they are
     */
    BooleanSupplier inject(FlagCluster cluster);
}
