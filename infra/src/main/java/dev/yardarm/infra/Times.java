package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import software.amazon.awscdk.Duration;

/**
 * How a gateway ends. The load balancer is told first and lets requests end for {@link #deregistration}; then the gateway gets
 * SIGTERM, lets what is under way end for its {@code SHUTDOWN_GRACE}, and needs some seconds to close; after {@link #stop} it
 * is killed.
 */
final class Times {
    /** A gateway drains twice for half a second before, and gives up what does not close 5 s after. */
    private static final int CLOSING_SECONDS = 10;

    private Times() {}

    static Duration deregistration(StageConfig config) {
        return Duration.seconds(graceSeconds(config) + CLOSING_SECONDS);
    }

    static Duration stop(StageConfig config) {
        return Duration.seconds(graceSeconds(config) + 2 * CLOSING_SECONDS);
    }

    static String grace(StageConfig config) {
        return graceSeconds(config) + "s";
    }

    private static int graceSeconds(StageConfig config) {
        return (int) config.gateway().shutdownGrace().toSeconds();
    }
}
