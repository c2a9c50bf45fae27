package dev.yardarm.cloudwatch;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

/**
 * Takes the registry's metrics to CloudWatch, by a client that is made for the first of them, and again if that fails.
 *
 * <p>A failure ends here, in the log: the registry would log it each time, with the message of AWS.
 */
final class Delivery implements CloudWatchAsyncClient {
    private final Supplier<CloudWatchAsyncClient> opener;
    private final DeliveryLog log;
    private @Nullable CloudWatchAsyncClient client;

    Delivery(Supplier<CloudWatchAsyncClient> opener, DeliveryLog log) {
        this.opener = opener;
        this.log = log;
    }

    @Override
    public CompletableFuture<PutMetricDataResponse> putMetricData(PutMetricDataRequest metrics) {
        return send(metrics).handle((taken, failure) -> {
            if (failure == null) {
                log.taken();
            } else {
                log.failed(failure);
            }
            return PutMetricDataResponse.builder().build();
        });
    }

    private CompletableFuture<PutMetricDataResponse> send(PutMetricDataRequest metrics) {
        try {
            return client().putMetricData(metrics);
        } catch (RuntimeException failure) {
            // Of many kinds, NullPointerException among them for an endpoint without a scheme.
            return CompletableFuture.failedFuture(failure);
        }
    }

    private synchronized CloudWatchAsyncClient client() {
        if (client == null) {
            client = opener.get();
        }
        return client;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
