package dev.yardarm.secret;

import static dev.yardarm.secret.Clusters.CONFIGURED;
import static dev.yardarm.secret.Clusters.NONE;
import static dev.yardarm.secret.Clusters.SECRET;
import static dev.yardarm.secret.Clusters.redis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.config.Secret;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.secret.SecretEndpoint.Pauses;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

/** The endpoint over the real client of AWS, against a stand-in for its server. */
class SecretEndpointIT {
    /** Loading the AWS SDK for the first time takes a second or two. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Pauses QUICK =
            new Pauses(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofMillis(100));
    private static final Pauses UNHURRIED =
            new Pauses(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final RedisConfig FIRST = redis("first", "password-to-hide");
    private static final String FIRST_TEXT = "redis://:password-to-hide@first";
    private static final RedisConfig SECOND = redis("first", "other-password-to-hide");
    private static final String SECOND_TEXT = "redis://:other-password-to-hide@first";

    private static final AwsRegionProvider REGION = () -> Region.EU_WEST_1;
    private static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "aws-key-to-hide"));

    private final CapturedLog log = CapturedLog.of(SecretEndpoint.class);
    private final SecretsStandIn aws = new SecretsStandIn();

    @AfterEach
    void closeAndLookForSecretsInTheLog() {
        aws.close();
        log.close();
        assertThat(log.lines()).noneMatch(line -> line.contains("to-hide"));
    }

    @Test
    void open_secretOfText_isWhereItSays() {
        aws.holdsText("rediss://gateway:password-to-hide@a.example:7000,b.example");
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            awaitHost(endpoint, "a.example");

            assertThat(endpoint.current().seeds())
                    .containsExactly(new HostPort("a.example", 7000), new HostPort("b.example", 6379));
            assertThat(endpoint.current().tls()).isTrue();
            assertThat(endpoint.current().username()).contains("gateway");
            assertThat(endpoint.current().password()).contains(new Secret("password-to-hide"));
            assertThat(aws.reads()).isEqualTo(1);
        }
    }

    @Test
    void open_secretOfJson_isWhereItSays() {
        aws.holdsText("""
                {"url": "rediss://cfg.example", "username": "gateway", "password": "pass/@:word-to-hide", "engine": "redis"}
                """);
        try (SecretEndpoint endpoint = open(NONE, QUICK)) {
            awaitHost(endpoint, "cfg.example");

            assertThat(endpoint.current().username()).contains("gateway");
            assertThat(endpoint.current().password()).contains(new Secret("pass/@:word-to-hide"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | ResourceNotFoundException | there is no such secret",
                "400 | AccessDeniedException | the gateway may not read the secret",
                "400 | DecryptionFailure | the secret cannot be decrypted",
                "400 | InvalidRequestException | the secret has no value, or is marked for deletion",
                "400 | InvalidParameterException | the secret's id is not one",
                "400 | UnrecognizedClientException | AWS refuses the gateway's credentials",
                "400 | ExpiredTokenException | AWS refuses the gateway's credentials",
                "400 | InvalidSignatureException | AWS refuses the gateway's credentials",
                "400 | ThrottlingException | AWS Secrets Manager is busy or disturbed",
                "500 | InternalServiceError | AWS Secrets Manager is busy or disturbed",
                "400 | SomethingNew | AWS Secrets Manager refuses the request",
            })
    void open_refused_servesTheVariableAndRecoversByItself(int status, String code, String problem) {
        aws.refuses(status, code, "x-amz-security-token:token-to-hide");
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            awaitWarning(problem);
            assertThat(endpoint.current()).isEqualTo(CONFIGURED);
            aws.holdsText(FIRST_TEXT);

            awaitHost(endpoint, "first");
        }
        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .contains("problem=" + problem, "error=" + code, "remedy=", "serving=REDIS_CLUSTER_URL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the secret is empty",
                "{\"url\":\"redis://password-to-hide\" | the secret is not valid JSON",
                "{\"password\":\"password-to-hide\"} | the secret is a JSON object without url",
                "http://password-to-hide | must begin with one of: redis://, rediss://",
                "redis://:password-to-hide@a/3 | has a database other than 0",
            })
    void open_malformedSecret_servesTheVariableAndRecoversByItself(String text, String problem) {
        aws.holdsText(text);
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            awaitWarning(problem);
            assertThat(endpoint.current()).isEqualTo(CONFIGURED);
            aws.holdsText(FIRST_TEXT);

            awaitHost(endpoint, "first");
        }
        assertThat(log.lines("WARN")).hasSize(1);
    }

    @Test
    void open_binarySecret_isAMistakeThatSaysSo() {
        aws.holdsBytes(new byte[] {1, 2, 3});
        try (SecretEndpoint endpoint = open(NONE, QUICK)) {
            awaitWarning("the secret is binary (SecretBinary)");

            assertThat(endpoint.current()).isEqualTo(NONE);
        }
        assertThat(log.lines("WARN")).singleElement().asString().contains("serving=nothing");
    }

    @Test
    void open_endpointThatIsSomethingElse_saysWhatToCheck() {
        aws.says(404, "text/html", "<html>not here</html>");
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            awaitWarning("AWS Secrets Manager refuses the request | error=HTTP 404");
            aws.says(200, "text/html", "<html>welcome</html>");

            awaitWarning("AWS Secrets Manager does not answer as it should");
            assertThat(endpoint.current()).isEqualTo(CONFIGURED);
        }
    }

    @Test
    void open_endpointDown_servesTheVariableAndRecoversByItself() {
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            awaitWarning("AWS Secrets Manager cannot be reached");
            assertThat(endpoint.current()).isEqualTo(CONFIGURED);
            aws.holdsText(FIRST_TEXT);

            awaitHost(endpoint, "first");
        }
        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .contains("serving=REDIS_CLUSTER_URL", "ConnectException");
    }

    @Test
    void open_endpointThatHangs_isBoundedAndRecoversByItself() {
        aws.holdsTextSlowly(FIRST_TEXT, 60_000);
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            awaitWarning("AWS Secrets Manager cannot be reached");
            aws.holdsText(FIRST_TEXT);

            awaitHost(endpoint, "first");
        }
    }

    @Test
    void open_withoutRegion_saysSo() {
        AwsRegionProvider none = () -> {
            throw SdkClientException.create("none");
        };
        try (SecretEndpoint endpoint = open(new AwsAccess(none, CREDENTIALS, Optional.of(aws.uri())))) {
            awaitWarning("no AWS region is known");

            assertThat(endpoint.current()).isEqualTo(CONFIGURED);
        }
    }

    @Test
    void open_withoutCredentials_saysSo() {
        AwsCredentialsProvider none = () -> {
            throw SdkClientException.create("none");
        };
        try (SecretEndpoint endpoint = open(new AwsAccess(REGION, none, Optional.of(aws.uri())))) {
            awaitWarning("there are no AWS credentials");

            assertThat(endpoint.current()).isEqualTo(CONFIGURED);
        }
    }

    @Test
    void open_withAnEndpointThatIsNoAddress_saysSo() {
        try (SecretEndpoint endpoint = open(new AwsAccess(REGION, CREDENTIALS, Optional.of(URI.create("no-scheme"))))) {
            awaitWarning("the AWS client cannot be made from its settings");

            assertThat(endpoint.current()).isEqualTo(CONFIGURED);
        }
    }

    @Test
    void refused_afterARotation_readsTheNewPassword() {
        aws.holdsText(FIRST_TEXT);
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            aws.holdsText(SECOND_TEXT);
            Await.until(SOON, "the new secret", () -> {
                endpoint.refused(FIRST);
                return endpoint.current().equals(SECOND);
            });

            assertThat(aws.reads()).isBetween(2, 3);
        }
        assertThat(log.lines("WARN")).isEmpty();
    }

    @Test
    void refused_whileAwsIsDown_keepsWhatItHasUntilAwsIsBack() {
        aws.holdsText(FIRST_TEXT);
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            aws.goDown();
            endpoint.refused(FIRST);
            Await.until(SOON, "a warning", () -> {
                endpoint.refused(FIRST);
                return !log.lines("WARN").isEmpty();
            });
            assertThat(endpoint.current()).isEqualTo(FIRST);
            aws.holdsText(SECOND_TEXT);

            Await.until(SOON, "the new secret", () -> endpoint.current().equals(SECOND));
        }
        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .contains("cannot be reached", "serving=what the secret said before");
    }

    @Test
    void refused_inAStorm_asksAwsOnceASecondAtMost() {
        aws.holdsText(FIRST_TEXT);
        try (SecretEndpoint endpoint = open(CONFIGURED, UNHURRIED)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            long began = System.nanoTime();
            Await.until(SOON, "three reads", () -> {
                for (int i = 0; i < 10_000; i++) {
                    endpoint.refused(FIRST);
                }
                return aws.reads() >= 3;
            });
            Duration taken = Duration.ofNanos(System.nanoTime() - began);

            // Two more reads, each a second after the one before; the first began up to some time before this did.
            assertThat(taken).isGreaterThan(Duration.ofSeconds(1));
            assertThat(aws.reads()).isEqualTo(3);
        }
    }

    @Test
    void close_afterReading_endsItsThreads() {
        aws.holdsText(FIRST_TEXT);
        SecretEndpoint endpoint = open(CONFIGURED, QUICK);
        Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
        endpoint.close();

        Await.until(
                SOON,
                "its threads ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .noneMatch(name ->
                                name.startsWith("redis-secret") || name.startsWith("aws-java-sdk-NettyEventLoop")));
    }

    private SecretEndpoint open(RedisConfig fallback, Pauses pauses) {
        AwsAccess access = new AwsAccess(REGION, CREDENTIALS, Optional.of(aws.uri()));
        return SecretEndpoint.open(SECRET, fallback, () -> new SecretsManager(SECRET.id(), access), pauses);
    }

    private static SecretEndpoint open(AwsAccess access) {
        return SecretEndpoint.open(SECRET, CONFIGURED, () -> new SecretsManager(SECRET.id(), access), QUICK);
    }

    private static void awaitHost(SecretEndpoint endpoint, String host) {
        Await.until(
                SOON,
                "the secret's " + host,
                () -> endpoint.current().seeds().stream()
                        .anyMatch(seed -> seed.host().equals(host)));
    }

    private void awaitWarning(String part) {
        Await.until(
                SOON,
                () -> "a warning of: " + part + " in " + log.lines(),
                () -> log.lines("WARN").stream().anyMatch(line -> line.contains(part)));
    }
}
