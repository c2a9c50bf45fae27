package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Reading;
import dev.yardarm.read.Reading.CacheResult;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs a random share of the requests, one event each. */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.yardarm.access");
    private static final double NANOS_PER_MILLI = 1e6;

    private final double share;

    /**
     * @param share 0: no request, 1: every request
     */
    AccessLog(double share) {
        this.share = share;
    }

    /** Drawn anew at each call. */
    boolean wanted() {
        return share > 0 && (share >= 1 || ThreadLocalRandom.current().nextDouble() < share);
    }

    /**
     * An answer that was given.
     *
     * @param method as it is reported
     * @param environment none if the request was refused before it was known
     * @param revision of the environment as answered or committed
     */
    record Entry(
            HttpMethod method,
            Route route,
            int status,
            long nanos,
            @Nullable Environment environment,
            @Nullable Revision revision,
            @Nullable Reading<?> reading) {}

    void log(Entry entry) {
        LoggingEventBuilder event = LOG.atInfo()
                .addKeyValue("domain", "feature_flags")
                .addKeyValue("method", entry.method().name())
                .addKeyValue("route", entry.route().label())
                .addKeyValue("status", entry.status())
                .addKeyValue("duration_ms", entry.nanos() / NANOS_PER_MILLI);
        if (entry.environment() != null) {
            event = event.addKeyValue("environment", entry.environment());
        }
        if (entry.revision() != null) {
            event = event.addKeyValue("revision", entry.revision().value());
        }
        @Nullable Reading<?> reading = entry.reading();
        if (reading != null) {
            event = event.addKeyValue("cache_hit", reading.cache() == CacheResult.HIT)
                    .addKeyValue("node_id", reading.node())
                    .addKeyValue("source", reading.source().name().toLowerCase(Locale.ROOT));
        }
        event.log("request");
    }
}
