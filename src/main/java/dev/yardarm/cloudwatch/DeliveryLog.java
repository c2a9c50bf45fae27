package dev.yardarm.cloudwatch;

import dev.yardarm.config.CloudWatchConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs whether CloudWatch takes the metrics, when that changes, and at most once a minute. For all threads. */
final class DeliveryLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final CloudWatchConfig config;
    private final LongSupplier nanos;
    private boolean isTold;
    private Optional<Failure> told = Optional.empty();
    private long toldNanos;

    DeliveryLog(CloudWatchConfig config) {
        this(config, System::nanoTime);
    }

    /** @param nanos the time, as {@link System#nanoTime} */
    DeliveryLog(CloudWatchConfig config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
    }

    void taken() {
        tell(Optional.empty());
    }

    void failed(Throwable failure) {
        tell(Optional.of(Failure.of(failure)));
    }

    /** What was not told because it was too soon is told the next time, if it still holds. */
    private synchronized void tell(Optional<Failure> now) {
        boolean isSoon = isTold && nanos.getAsLong() - toldNanos < QUIET_NANOS;
        if (isSoon || (isTold && now.equals(told))) {
            return;
        }
        isTold = true;
        told = now;
        toldNanos = nanos.getAsLong();
        now.ifPresentOrElse(this::warn, this::inform);
    }

    private void inform() {
        LOG.atInfo()
                .addKeyValue("namespace", config.namespace())
                .addKeyValue("service", config.service())
                .addKeyValue("stage", config.stage())
                .log("CloudWatch takes the metrics");
    }

    private void warn(Failure failure) {
        LOG.atWarn()
                .addKeyValue("problem", failure.problem())
                .addKeyValue("error", failure.error())
                .addKeyValue("remedy", failure.remedy())
                .log("CloudWatch does not take the metrics, trying on");
    }
}
