package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardarm.config.DatabaseConfig.SslMode;
import dev.yardarm.config.RedisClusterConfig.Reads;
import dev.yardarm.config.RedisConfig.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that refuse what cannot be, however they are made. */
final class RecordsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ClusterSecret SECRET =
            new ClusterSecret("id", new RedisCredentials(Optional.empty(), Optional.empty()), Timeouts.DEFAULT);

    static List<ThrowingCallable> impossible() {
        return List.of(
                () -> new HttpConfig("h", -1, 1, 0),
                () -> new HttpConfig("h", 65_536, 1, 0),
                () -> new HttpConfig("h", 1, 0, 0),
                () -> new HttpConfig("h", 1, 129, 0),
                () -> new HttpConfig("h", 1, 1, 1.1),
                () -> new HttpConfig("h", 1, 1, Double.NaN),
                () -> new ManagementConfig("h", 65_536),
                () -> new HostPort(" ", 1),
                () -> new HostPort("h", 65_536),
                () -> database("", "u", 1, 1, SECOND),
                () -> database("d", "", 1, 1, SECOND),
                () -> database("d", "u", 0, 1, SECOND),
                () -> database("d", "u", 101, 1, SECOND),
                () -> database("d", "u", 1, 0, SECOND),
                () -> database("d", "u", 1, 1, Duration.ZERO),
                () -> redis(List.of(), -1),
                () -> new Timeouts(Duration.ZERO, SECOND, SECOND),
                () -> new Timeouts(SECOND, SECOND.negated(), SECOND),
                () -> new Timeouts(SECOND, SECOND, Duration.ofMillis(999)),
                () -> new RedisClusterConfig(
                        redis(List.of(), 0), Optional.empty(), Map.of(), Reads.ANY, Optional.empty(), Zones.NONE),
                () -> new RedisClusterConfig(
                        redis(List.of(), 1), Optional.of(SECRET), Map.of(), Reads.ANY, Optional.empty(), Zones.NONE),
                () -> new ClusterSecret.Content(new Secret(""), Optional.empty(), Optional.empty()),
                () -> new MigrationConfig(new MigrationConfig.Memory(), 1.001),
                () -> new MigrationConfig(new MigrationConfig.Memory(), -0.001),
                () -> new MigrationConfig(new MigrationConfig.Memory(), Double.NaN),
                () -> new CacheConfig(Duration.ZERO, true, SECOND, SECOND, Optional.empty()),
                () -> new CacheConfig(SECOND, true, SECOND.negated(), SECOND, Optional.empty()),
                () -> new CacheConfig(SECOND, true, SECOND, CacheConfig.UNLIMITED.plusNanos(1), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void constructor_impossibleValue_fails(ThrowingCallable construction) {
        assertThatIllegalArgumentException().isThrownBy(construction);
    }

    @ParameterizedTest
    @CsvSource({"host, 1, host:1", "::1, 65535, [::1]:65535"})
    void toString_ofAnAddress_isItsForm(String host, int port, String form) {
        assertThat(new HostPort(host, port)).hasToString(form);
    }

    @Test
    void toString_ofASecret_isMasked() {
        assertThat(new Secret("pw")).hasToString("***");
    }

    private static DatabaseConfig database(
            String database, String user, int poolSize, int queueSize, Duration timeout) {
        return new DatabaseConfig(
                new HostPort("h", 1),
                database,
                user,
                Optional.empty(),
                SslMode.PREFER,
                Optional.empty(),
                poolSize,
                queueSize,
                timeout,
                true);
    }

    private static RedisConfig redis(List<HostPort> seeds, int database) {
        return new RedisConfig(
                seeds, false, Optional.empty(), Optional.empty(), Optional.empty(), database, Timeouts.DEFAULT);
    }
}
