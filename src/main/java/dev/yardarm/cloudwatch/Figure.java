package dev.yardarm.cloudwatch;

import java.util.Locale;

/** One of the metrics in CloudWatch. {@code conf/cloudwatch-metrics.txt} lists them for those who make alarms of them. */
enum Figure {
    /** Share of the reads of the step that a cache answered, the gateway's own memory or the one behind it. */
    CACHE_HIT_RATE("percent"),
    /** Connections to Redis that could not be made or were lost in the step. */
    REDIS_CONNECTION_ERRORS("count"),
    /** The time within which 95 % of the step's requests were answered. */
    RESPONSE_LATENCY_P95("milliseconds"),
    /** Connections to the Redis node that has most. */
    ACTIVE_CONNECTIONS("count"),
    /** Of the replica that is furthest behind its primary. */
    REPLICATION_LAG_MS("milliseconds"),
    /** 1 while changes are heard as they are committed, else 0. */
    CHANGE_FEED_CONNECTED("count"),
    /** 1 while every Redis of the gateway can be used, else 0. */
    REDIS_AVAILABLE("count");

    private final String unit;

    Figure(String unit) {
        this.unit = unit;
    }

    String metric() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One of CloudWatch's units, in any case. */
    String unit() {
        return unit;
    }
}
