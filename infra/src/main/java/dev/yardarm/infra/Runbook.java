package dev.yardarm.infra;

import java.util.Locale;

/** A page of {@code docs/runbooks} that says what to do. */
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

    /** Below the root of the repository. */
    String path() {
        return "docs/runbooks/" + name().toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
    }
}
