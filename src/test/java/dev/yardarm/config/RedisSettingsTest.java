package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.RedisClusterConfig.Reads;
import dev.yardarm.config.RedisConfig.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code REDIS_URL}, {@code REDIS_CLUSTER_URL} and the settings beside them. */
final class RedisSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "redis://host, false, , , host, 6379, 0",
        "redis://host/, false, , , host, 6379, 0",
        "redis://host:7000, false, , , host, 7000, 0",
        "redis://:pw@host, false, , pw, host, 6379, 0",
        "redis://user:pw@host, false, user, pw, host, 6379, 0",
        "redis://user@host, false, user, , host, 6379, 0",
        "redis://user:@host, false, user, , host, 6379, 0",
        "redis://@host, false, , , host, 6379, 0",
        "rediss://user:pw@host:6380/15, true, user, pw, host, 6380, 15",
        "redis://host/2147, false, , , host, 6379, 2147",
        "redis://my_cache:1, false, , , my_cache, 1, 0",
        "redis://[::1]:65535/1, false, , , ::1, 65535, 1",
        "redis://us%3Aer:p%40%2F@host, false, us:er, p@/, host, 6379, 0"
    })
    void single_urlInEachForm_isTaken(
            String url,
            boolean tls,
            @Nullable String user,
            @Nullable String password,
            String host,
            int port,
            int database) {
        assertThat(Given.config("REDIS_URL", url).redis())
                .contains(new RedisConfig(
                        List.of(new HostPort(host, port)),
                        tls,
                        Optional.empty(),
                        Optional.ofNullable(user),
                        Optional.ofNullable(password).map(Secret::new),
                        database,
                        Timeouts.DEFAULT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host:6379 | must begin with one of: redis://, rediss://",
                "http://host | must begin with one of",
                "redis:host | must begin with one of",
                "redis:// | has a host that is missing",
                "redis://:6379 | has a host that is missing",
                "redis://a,b | has a host that is missing or not a name",
                "redis://host:0 | has a port",
                "redis://host:65536 | has a port",
                "redis://host/-1 | has a database",
                "redis://host/one | has a database",
                "redis://host/0/1 | has a database",
                "redis://host/9999999999 | has a database",
                "redis://host?db=1 | has a parameter other than sslrootcert",
                "rediss://host?sslrootcert=/no/such/file | has an sslrootcert that is not a readable file",
                "redis://a@b@host | has an '@'",
                "redis://:p%zz@host | has a '%'"
            })
    void single_wrongUrl_saysWhatIsWrong(String url, String what) {
        assertThat(Given.mistakes("REDIS_URL", url))
                .singleElement()
                .asString()
                .startsWith("REDIS_URL: ")
                .contains(what);
    }

    @Test
    void single_certificateWithoutTls_isAMistake() {
        assertThat(Given.mistakes("REDIS_URL", "redis://host?sslrootcert=/no/such/file"))
                .contains("REDIS_URL: has an sslrootcert without TLS; begin it with rediss://");
    }

    @Test
    void single_credentialsInVariables_fillInTheUrl() {
        RedisConfig redis = Given.config(
                        "REDIS_URL", "redis://host", "REDIS_USERNAME", "user", "REDIS_PASSWORD", "p%40 w")
                .redis()
                .orElseThrow();

        assertThat(redis.username()).contains("user");
        assertThat(redis.password()).contains(new Secret("p%40 w"));
    }

    @Test
    void single_userInUrlAndPasswordInVariable_areBothTaken() {
        RedisConfig redis = Given.config("REDIS_URL", "redis://user@host", "REDIS_PASSWORD", "pw")
                .redis()
                .orElseThrow();

        assertThat(redis.username()).contains("user");
        assertThat(redis.password()).contains(new Secret("pw"));
    }

    @Test
    void single_credentialsInBoth_areMistakes() {
        assertThat(Given.mistakes(
                        "REDIS_URL", "redis://user:pw@host", "REDIS_USERNAME", "user", "REDIS_PASSWORD", "pw"))
                .containsExactly(
                        "REDIS_USERNAME: is also part of REDIS_URL; give it once",
                        "REDIS_PASSWORD: is also part of REDIS_URL; give it once");
    }

    @Test
    void single_timeouts_areTaken() {
        RedisConfig redis = Given.config(
                        "REDIS_URL", "redis://host",
                        "REDIS_CONNECT_TIMEOUT", "2s",
                        "REDIS_ATTEMPT_TIMEOUT", "50ms",
                        "REDIS_READ_BUDGET", "50ms")
                .redis()
                .orElseThrow();

        assertThat(redis.timeouts())
                .isEqualTo(new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(50)));
    }

    @Test
    void single_budgetBelowOneAttempt_isAMistake() {
        assertThat(Given.mistakes("REDIS_ATTEMPT_TIMEOUT", "300ms"))
                .containsExactly("REDIS_READ_BUDGET: must not be below REDIS_ATTEMPT_TIMEOUT, 300ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_CLUSTER_URL", "REDIS_URL_CLUSTER"})
    void cluster_listUnderEitherName_givesTheSeeds(String name) {
        RedisClusterConfig cluster = Given.config(name, "rediss://user:pw@a:7000,b_2,[::1]:7002")
                .cluster()
                .orElseThrow();

        assertThat(cluster.redis())
                .isEqualTo(new RedisConfig(
                        List.of(new HostPort("a", 7000), new HostPort("b_2", 6379), new HostPort("::1", 7002)),
                        true,
                        Optional.empty(),
                        Optional.of("user"),
                        Optional.of(new Secret("pw")),
                        0,
                        Timeouts.DEFAULT));
        assertThat(cluster.reads()).isEqualTo(Reads.REPLICA);
        assertThat(cluster.secret()).isEmpty();
        assertThat(cluster.addressMap()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://endpoint", "redis://endpoint/", "redis://endpoint/0"})
    void cluster_configurationEndpoint_isOneSeed(String url) {
        assertThat(Given.config("REDIS_CLUSTER_URL", url)
                        .cluster()
                        .orElseThrow()
                        .redis()
                        .seeds())
                .containsExactly(new HostPort("endpoint", 6379));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://host/1 | has a database other than 0",
                "redis://a,b/x | has a database other than 0",
                "redis://a,,b | has a host that is missing",
                "redis://a, | has a host that is missing",
                "redis://a:7000,b:x | has a port",
                "redis://a:7000,redis://b:7000 | has a port",
                "a:7000,b:7000 | must begin with one of"
            })
    void cluster_wrongUrl_saysWhatIsWrong(String url, String what) {
        assertThat(Given.mistakes("REDIS_CLUSTER_URL", url))
                .isNotEmpty()
                .anySatisfy(mistake ->
                        assertThat(mistake).startsWith("REDIS_CLUSTER_URL: ").contains(what));
    }

    @Test
    void cluster_bothNamesAlike_isTaken() {
        assertThat(Given.mistakes("REDIS_CLUSTER_URL", "redis://a", "REDIS_URL_CLUSTER", "redis://a"))
                .isEmpty();
    }

    @Test
    void cluster_bothNamesDiffer_isAMistake() {
        assertThat(Given.mistakes("REDIS_CLUSTER_URL", "redis://a", "REDIS_URL_CLUSTER", "redis://b"))
                .containsExactly("REDIS_URL_CLUSTER: differs from REDIS_CLUSTER_URL; give one of them");
    }

    @Test
    void cluster_secretAlone_hasNoSeeds() {
        RedisClusterConfig cluster = Given.config(
                        "REDIS_CLUSTER_SECRET", "redis/cluster/production", "REDIS_PASSWORD", "pw")
                .cluster()
                .orElseThrow();

        assertThat(cluster.secret())
                .contains(new ClusterSecret(
                        "redis/cluster/production",
                        new RedisCredentials(Optional.empty(), Optional.of(new Secret("pw"))),
                        Timeouts.DEFAULT));
        assertThat(cluster.redis().seeds()).isEmpty();
        assertThat(cluster.redis().password()).contains(new Secret("pw"));
    }

    @Test
    void cluster_secretAndUrl_haveBoth() {
        RedisClusterConfig cluster = Given.config(
                        "REDIS_CLUSTER_SECRET",
                        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-a1B2c3",
                        "REDIS_CLUSTER_URL",
                        "redis://a")
                .cluster()
                .orElseThrow();

        assertThat(cluster.secret()).isPresent();
        assertThat(cluster.redis().seeds()).hasSize(1);
    }

    @Test
    void cluster_singleInstanceBeside_haveBoth() {
        Config config =
                Given.config("REDIS_URL", "redis://old", "REDIS_CLUSTER_URL", "redis://new", "REDIS_PASSWORD", "pw");

        assertThat(config.redis().orElseThrow().password()).contains(new Secret("pw"));
        assertThat(config.cluster().orElseThrow().redis().password()).contains(new Secret("pw"));
    }

    @Test
    void cluster_addressMapAndReads_areTaken() {
        RedisClusterConfig cluster = Given.config(
                        "REDIS_CLUSTER_URL", "redis://a",
                        "REDIS_ADDRESS_MAP", "10.0.0.1:6379=localhost:7000,[::1]:6379=b_2:7001",
                        "REDIS_READS", "any")
                .cluster()
                .orElseThrow();

        assertThat(cluster.addressMap())
                .isEqualTo(Map.of(
                        new HostPort("10.0.0.1", 6379), new HostPort("localhost", 7000),
                        new HostPort("::1", 6379), new HostPort("b_2", 7001)));
        assertThat(cluster.reads()).isEqualTo(Reads.ANY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:1 | entry 1 must be written",
                "a:1=b:2=c:3 | entry 1 must be written",
                "a:1=b:2, | entry 2 must be written",
                "a:1=b | entry 1 needs a port",
                "a=b:1 | entry 1 needs a port",
                "a:1=b:2,c:0=d:4 | entry 2 has a port",
                "a:1=b:2,a:1=c:3 | entry 2 maps an address for the second time"
            })
    void cluster_wrongAddressMap_saysWhichEntry(String map, String what) {
        assertThat(Given.mistakes("REDIS_ADDRESS_MAP", map))
                .singleElement()
                .asString()
                .startsWith("REDIS_ADDRESS_MAP: " + what);
    }
}
