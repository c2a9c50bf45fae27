package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yardarm.config.RedisConfig.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to a cluster that a secret names. */
final class ClusterSecretTest {
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofMillis(700), Duration.ofMillis(70), Duration.ofMillis(170));

    @Test
    void redis_listOfSeeds_isTaken() {
        assertThat(secret(null, null).redis(content("rediss://us%40er:p%3Aw@a:7000,[::1],c_1:7002/0", null, null)))
                .isEqualTo(new RedisConfig(
                        List.of(new HostPort("a", 7000), new HostPort("::1", 6379), new HostPort("c_1", 7002)),
                        true,
                        Optional.empty(),
                        Optional.of("us@er"),
                        Optional.of(new Secret("p:w")),
                        0,
                        TIMEOUTS));
    }

    @Test
    void redis_configurationEndpoint_isOneSeed() {
        RedisConfig redis = secret(null, null).redis(content("redis://cfg.example", null, null));

        assertThat(redis.seeds()).containsExactly(new HostPort("cfg.example", 6379));
        assertThat(redis.tls()).isFalse();
        assertThat(redis.username()).isEmpty();
        assertThat(redis.password()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // url, beside it, variables, expected
        "redis://a, , , user, pw, user, pw",
        "redis://a, in, side, user, pw, in, side",
        "redis://u:p@a, , , user, pw, u, p",
        "redis://:p@a, in, , user, pw, in, p",
        "redis://u@a, , side, user, pw, u, side",
        "redis://a, , side, user, , user, side",
        "redis://a, , side, , , , side",
        "redis://a, , , , , , ",
    })
    void redis_credentials_areTheSecretsFirstAndThenTheVariables(
            String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable String variableUsername,
            @Nullable String variablePassword,
            @Nullable String expectedUsername,
            @Nullable String expectedPassword) {
        RedisConfig redis = secret(variableUsername, variablePassword).redis(content(url, username, password));

        assertThat(redis.username()).isEqualTo(Optional.ofNullable(expectedUsername));
        assertThat(redis.password())
                .isEqualTo(Optional.ofNullable(expectedPassword).map(Secret::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hidden-host:6379 | must begin with one of: redis://, rediss://",
                "http://hidden | must begin with one of",
                "redis://hidden/1 | has a database other than 0",
                "redis://hidden,,b | has a host that is missing",
                "redis://hidden:x | has a port",
                "redis://a:hidden%zz@b | has a '%'",
                "redis://a:hidden@b@c | has an '@'",
                "redis://a:hidden#@c | has a '#'",
                "redis://hidden?db=1 | has a parameter other than sslrootcert",
                "redis://hidden?sslrootcert=/no/such | has an sslrootcert without TLS",
                "rediss://hidden?sslrootcert=/no/such | has an sslrootcert that is not a readable file",
            })
    void redis_wrongUrl_saysWhatIsWrongAndNotTheUrl(String url, String what) {
        assertThat(mistakes(content(url, null, null)))
                .isNotEmpty()
                .allSatisfy(mistake ->
                        assertThat(mistake).startsWith("REDIS_CLUSTER_SECRET: ").doesNotContain("hidden"))
                .anySatisfy(mistake -> assertThat(mistake).contains(what));
    }

    @ParameterizedTest
    @ValueSource(strings = {" redis://a", "redis://a\n", "redis://a, redis://b"})
    void redis_blanksInTheUrl_areAMistake(String url) {
        assertThat(mistakes(content(url, null, null)))
                .singleElement()
                .asString()
                .contains("has a blank or a control character");
    }

    @Test
    void redis_credentialsInTheUrlAndBesideIt_areMistakes() {
        assertThat(mistakes(content("redis://u:p@a", "u", "p")))
                .containsExactly(
                        "REDIS_CLUSTER_SECRET: has a username in its url and beside it; give it once",
                        "REDIS_CLUSTER_SECRET: has a password in its url and beside it; give it once");
    }

    @Test
    void toString_ofAll_hidesUrlAndPasswords() {
        assertThat(secret("user", "hidden") + " " + content("redis://u:hidden@a", "u", "hidden"))
                .doesNotContain("hidden");
    }

    private static ClusterSecret secret(@Nullable String username, @Nullable String password) {
        return new ClusterSecret(
                "id",
                new RedisCredentials(
                        Optional.ofNullable(username),
                        Optional.ofNullable(password).map(Secret::new)),
                TIMEOUTS);
    }

    private static ClusterSecret.Content content(String url, @Nullable String username, @Nullable String password) {
        return new ClusterSecret.Content(
                new Secret(url),
                Optional.ofNullable(username),
                Optional.ofNullable(password).map(Secret::new));
    }

    private static List<String> mistakes(ClusterSecret.Content content) {
        return catchThrowableOfType(
                        InvalidConfig.class, () -> secret(null, null).redis(content))
                .mistakes();
    }
}
