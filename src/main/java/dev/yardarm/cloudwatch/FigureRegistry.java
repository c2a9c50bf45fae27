package dev.yardarm.cloudwatch;

import dev.yardarm.config.CloudWatchConfig;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Sends the {@link Figure}s under exactly their names, with the dimensions {@code Service} and {@code Stage}, and nothing else. */
final class FigureRegistry extends CloudWatchMeterRegistry {
    private final Figures figures;
    private final Delivery delivery;

    private FigureRegistry(CloudWatchConfig config, Figures figures, Delivery delivery) {
        super(new Sending(config.namespace(), config.step()), Clock.SYSTEM, delivery);
        this.figures = figures;
        this.delivery = delivery;
        // The registry would append what it takes of a meter: cache_hit_rate.value.
        config().namingConvention((name, type, unit) -> name.replaceFirst("\\..*", ""));
        config().commonTags("Service", config.service(), "Stage", config.stage());
        for (Figure figure : Figure.values()) {
            Gauge.builder(figure.metric(), () -> figures.latest(figure))
                    .baseUnit(figure.unit())
                    .register(this);
        }
    }

    /** One that sends. Blocks while the AWS SDK is loaded. */
    static FigureRegistry open(CloudWatchConfig config, MeterRegistry meters) {
        FigureRegistry registry =
                new FigureRegistry(config, new Figures(meters), new Delivery(AwsClient::open, new DeliveryLog(config)));
        registry.begin();
        return registry;
    }

    /** Nothing yet: the constructor of the superclass calls it, before there is anything to send. */
    @Override
    public void start(ThreadFactory threads) {}

    private void begin() {
        super.start(CloudWatch::thread);
    }

    @Override
    protected void publish() {
        figures.take();
        super.publish();
    }

    /** Sends the last figures. Blocks, for as long as sending may take. */
    @Override
    public void close() {
        super.close();
        // Netty gives its threads two quiet seconds to end, which nobody has to wait for.
        CloudWatch.thread(delivery::close).start();
    }

    /** What the registry asks for. */
    private record Sending(String namespace, Duration step) implements io.micrometer.cloudwatch2.CloudWatchConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }
    }
}
