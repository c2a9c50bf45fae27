package dev.yardarm.infra;

import java.util.Locale;

/** A page that says what to do. */
enum Runbook {
    CANARY,
    CLUSTER_UNAVAILABLE,
    COST,
    DATABASE,
    FAILOVER,
    GATEWAY,
    HIT_RATE,
    LATENCY,
    NODES,
    REPLICATION_LAG;

    /** Below the folder of the runbooks, {@code alarms.runbooks}. */
    String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
    }
}
