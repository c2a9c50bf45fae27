package dev.yardarm.secret;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerAsyncClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerAsyncClientBuilder;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * One secret in AWS Secrets Manager, in its current version.
 *
 * <p>Region and credentials are looked up one by one before the call, since the SDK tells their absence from an endpoint that
 * cannot be reached by its message alone. Whoever reads blocks, for {@link #CALL} and for as long as the SDK looks for
 * credentials, which it bounds itself (1 s for each attempt to ask the host's metadata).
 */
final class SecretsManager implements SecretSource {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ATTEMPT = Duration.ofMillis(1500);
    private static final Duration CALL = Duration.ofSeconds(4);

    /** The one who reads asks again, with growing pauses. */
    private static final int ATTEMPTS = 2;

    private final String secretId;
    private final AwsAccess access;
    private @Nullable SecretsManagerAsyncClient client;

    SecretsManager(String secretId, AwsAccess access) {
        this.secretId = secretId;
        this.access = access;
    }

    @Override
    public String read() throws UnreadableSecret {
        SecretsManagerAsyncClient ready = client();
        checkCredentials();
        String text = answer(ready.getSecretValue(request -> request.secretId(secretId)))
                .secretString();
        if (text == null) {
            throw new UnreadableSecret("the secret is binary (SecretBinary)", "store it as text (SecretString)");
        }
        return text;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        if (access.credentials() instanceof SdkAutoCloseable credentials) {
            credentials.close();
        }
    }

    private SecretsManagerAsyncClient client() throws UnreadableSecret {
        if (client == null) {
            Region region = region();
            try {
                client = builder(region).build();
            } catch (RuntimeException refused) {
                // Of many kinds, NullPointerException among them for an endpoint without a scheme.
                throw AwsFailures.settings(refused);
            }
        }
        return client;
    }

    private SecretsManagerAsyncClientBuilder builder(Region region) {
        SecretsManagerAsyncClientBuilder builder = SecretsManagerAsyncClient.builder()
                .region(region)
                .credentialsProvider(access.credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(1))
                        .maxConcurrency(1)
                        .connectionTimeout(CONNECT))
                .overrideConfiguration(bounds -> bounds.apiCallTimeout(CALL)
                        .apiCallAttemptTimeout(ATTEMPT)
                        .retryStrategy(retries -> retries.maxAttempts(ATTEMPTS)));
        access.endpoint().ifPresent(builder::endpointOverride);
        return builder;
    }

    private Region region() throws UnreadableSecret {
        try {
            return access.region().getRegion();
        } catch (SdkException none) {
            throw AwsFailures.region(none);
        }
    }

    private void checkCredentials() throws UnreadableSecret {
        try {
            access.credentials().resolveCredentials();
        } catch (SdkException none) {
            throw AwsFailures.credentials(none);
        }
    }

    private static GetSecretValueResponse answer(CompletableFuture<GetSecretValueResponse> call)
            throws UnreadableSecret {
        try {
            // The SDK's own bound comes first; this one is for the case that it does not.
            return call.get(CALL.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw AwsFailures.call(failed.getCause());
        } catch (TimeoutException hung) {
            call.cancel(true);
            throw AwsFailures.call(hung);
        } catch (InterruptedException stopped) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw AwsFailures.call(stopped);
        }
    }
}
