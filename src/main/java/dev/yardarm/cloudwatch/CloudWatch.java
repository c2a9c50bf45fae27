package dev.yardarm.cloudwatch;

import dev.yardarm.config.CloudWatchConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's figures on their way to CloudWatch, once a step until it is closed. For all threads; none of its calls blocks. */
public final class CloudWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CloudWatch.class);

    /** For the last figures: several times what CloudWatch takes, and less than an orderly end has. */
    private static final Duration LAST = Duration.ofSeconds(2);

    private final CompletableFuture<FigureRegistry> registry;

    private CloudWatch(CompletableFuture<FigureRegistry> registry) {
        this.registry = registry;
    }

    /**
     * Begins to send, and waits for nothing.
     *
     * @param meters the gateway's own
     */
    public static CloudWatch open(CloudWatchConfig config, MeterRegistry meters) {
        return new CloudWatch(CompletableFuture.supplyAsync(
                        () -> FigureRegistry.open(config, meters), CloudWatch::onThreadOfItsOwn)
                .whenComplete((opened, bug) -> {
                    if (bug != null) {
                        LOG.atError().setCause(bug).log("Metrics are not sent to CloudWatch");
                    }
                }));
    }

    /** Sends the figures of the last, shorter step, and ends. Completes within two seconds, whatever CloudWatch does. */
    public CompletionStage<Void> close() {
        return registry.thenAcceptAsync(FigureRegistry::close, CloudWatch::onThreadOfItsOwn)
                .exceptionally(toldAlready -> null)
                .completeOnTimeout(null, LAST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void onThreadOfItsOwn(Runnable work) {
        thread(work).start();
    }

    static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "cloudwatch");
        thread.setDaemon(true);
        return thread;
    }
}
