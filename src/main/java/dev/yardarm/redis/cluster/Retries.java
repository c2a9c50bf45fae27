package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig.Timeouts;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a command is sent again after a pause, where no other node can answer it now: requirement S6, up to three attempts
 * more with exponential back-off from 100 ms, within the budget.
 *
 * <p>Only what passes by itself is worth a wait, only while it may still be passing, and only for a few at a time: once the
 * nodes have been away for longer than a read may take, or many wait already, the next rung of the ladder answers sooner.
 */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private static final int MOST = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /** A share of all commands, and this many at once. */
    private static final double SHARE = 0.05;

    private static final int AT_ONCE = 20;

    private static final long REPORT_NANOS = Duration.ofSeconds(1).toNanos();

    private final Timeouts timeouts;
    private final boolean cluster;
    private final Allowance allowance = new Allowance(SHARE, AT_ONCE);
    private final long[] reportedNanos = new long[MOST + 1];

    /** @param cluster whether a command that was redirected can arrive at last */
    Retries(Timeouts timeouts, boolean cluster) {
        this.timeouts = timeouts;
        this.cluster = cluster;
        long longAgo = System.nanoTime() - REPORT_NANOS;
        java.util.Arrays.fill(reportedNanos, longAgo);
    }

    /** A command, be it a read or a write, has been sent for the first time. */
    void earn() {
        allowance.earn();
    }

    /**
     * How long to wait before the next attempt; none if there should be none.
     *
     * @param node that was asked last, or should have been; null if none is known
     * @param retry from 1
     * @param awayFor how long there has been nobody to send it to
     */
    Optional<Duration> pause(
            NodeFailure failure, @Nullable HostPort node, int retry, long beganNanos, Duration awayFor) {
        if (!isPassing(failure) || retry > MOST || awayFor.compareTo(timeouts.budget()) >= 0) {
            return Optional.empty();
        }
        Duration left = timeouts.budget().minusNanos(System.nanoTime() - beganNanos);
        // Never more than half of what is left: the attempt after it needs the other half.
        Duration half = left.dividedBy(2);
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << (retry - 1));
        Duration pause = doubled.compareTo(half) < 0 ? doubled : half;
        if (pause.toMillis() < 1 || !allowance.spend()) {
            return Optional.empty();
        }
        report(retry, node, failure);
        return Optional.of(pause);
    }

    private boolean isPassing(NodeFailure failure) {
        return failure.kind().isPassing() && (cluster || failure.kind() != NodeFailure.Kind.MOVED);
    }

    /** Not for each command: of each attempt once in a second. */
    private void report(int retry, @Nullable HostPort node, NodeFailure failure) {
        long now = System.nanoTime();
        if (now - reportedNanos[retry] >= REPORT_NANOS) {
            reportedNanos[retry] = now;
            LOG.atWarn()
                    .addKeyValue("node_id", node == null ? "-" : node)
                    .addKeyValue("error", failure.getMessage())
                    .log("Redis retry attempt {}/{}", retry, MOST);
        }
    }
}
