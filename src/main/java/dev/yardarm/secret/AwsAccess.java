package dev.yardarm.secret;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * The way to AWS.
 *
 * @param endpoint instead of the one that follows from the region and the environment
 */
record AwsAccess(AwsRegionProvider region, AwsCredentialsProvider credentials, Optional<URI> endpoint) {
    /** As the AWS SDK reads it: environment, profile, role of the container or of the host. */
    static AwsAccess ofEnvironment() {
        return new AwsAccess(
                new DefaultAwsRegionProviderChain(),
                DefaultCredentialsProvider.builder().build(),
                Optional.empty());
    }
}
