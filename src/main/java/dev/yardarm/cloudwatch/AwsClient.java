package dev.yardarm.cloudwatch;

import java.time.Duration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;

/** The client of CloudWatch, with region, credentials and endpoint as the AWS SDK reads them, and one connection. */
final class AwsClient {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    /** Less than the ten seconds for which the registry waits. */
    private static final Duration CALL = Duration.ofSeconds(8);

    /** What is not taken then is lost; the next step has figures of its own. */
    private static final int ATTEMPTS = 2;

    private AwsClient() {}

    /** Fails with exceptions of many kinds where the settings of AWS are wrong. Blocks while they are read. */
    static CloudWatchAsyncClient open() {
        return CloudWatchAsyncClient.builder()
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(1))
                        .maxConcurrency(1)
                        .connectionTimeout(CONNECT))
                .overrideConfiguration(bounds -> bounds.apiCallTimeout(CALL)
                        .apiCallAttemptTimeout(ATTEMPT)
                        .retryStrategy(retries -> retries.maxAttempts(ATTEMPTS)))
                .build();
    }
}
