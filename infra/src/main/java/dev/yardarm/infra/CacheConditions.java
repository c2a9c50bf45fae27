package dev.yardarm.infra;

import dev.yardarm.infra.config.AlarmConfig;
import java.util.List;

/**
 * What may be wrong with the nodes of a cache.
 *
 * <p>Redis runs commands on one thread: on a node of two processors it has no more to give when the node as a whole is at 50 %.
 * So that thread is looked at, and the node too, for all that it does beside.
 */
final class CacheConditions {
    private CacheConditions() {}

    static List<Condition> of(CacheNodes nodes, AlarmConfig alarms) {
        return List.of(
                Condition.above(
                        nodes.label() + "-cpu",
                        "Redis uses more than " + alarms.cpuPercent()
                                + " % of the one processor that runs its commands.",
                        Runbook.NODES,
                        nodes.most("EngineCPUUtilization"),
                        alarms.cpuPercent(),
                        5),
                Condition.above(
                        nodes.label() + "-host-cpu",
                        "A Redis node uses more than " + alarms.cpuPercent() + " % of all its processors.",
                        Runbook.NODES,
                        nodes.most("CPUUtilization"),
                        alarms.cpuPercent(),
                        5),
                Condition.above(
                        nodes.label() + "-memory",
                        "A Redis node uses more than " + alarms.memoryPercent() + " % of its memory for data.",
                        Runbook.NODES,
                        nodes.most("DatabaseMemoryUsagePercentage"),
                        alarms.memoryPercent(),
                        5),
                Condition.above(
                        nodes.label() + "-evictions",
                        "Redis drops what has not expired, for want of memory.",
                        Runbook.NODES,
                        nodes.total("Evictions", "Sum"),
                        alarms.evictions(),
                        1),
                Condition.below(
                                nodes.label() + "-no-primary",
                                "A part of Redis has no primary: nothing can be written there, and reads go on.",
                                Runbook.FAILOVER,
                                nodes.total("IsMaster", "Maximum"),
                                nodes.primaries(),
                                2)
                        .orMissing());
    }
}
