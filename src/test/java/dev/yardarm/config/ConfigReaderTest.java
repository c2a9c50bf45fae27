package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.flag.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration as a whole: defaults, mistakes, secrets, and the file beside the environment. */
final class ConfigReaderTest {
    private static final String HASH = "ab".repeat(32);

    @Test
    void parse_databaseUrlAlone_givesTheDefaults() {
        Config config = Given.config();

        int processors = Math.min(128, Runtime.getRuntime().availableProcessors());
        assertThat(config.http()).isEqualTo(new HttpConfig("0.0.0.0", 8080, processors, 0));
        assertThat(config.management()).isEqualTo(new ManagementConfig("0.0.0.0", 8081));
        assertThat(config.flagsEnvironment()).isEqualTo(new Environment("production"));
        assertThat(config.redis()).isEmpty();
        assertThat(config.cluster()).isEmpty();
        assertThat(config.migration()).isEmpty();
        assertThat(config.cache())
                .isEqualTo(new CacheConfig(
                        Duration.ofSeconds(300), true, Duration.ofSeconds(1), CacheConfig.UNLIMITED, Optional.empty()));
        assertThat(config.tokens()).isEqualTo(new TokenConfig(List.of(), List.of()));
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.INFO));
        assertThat(config.shutdownGrace()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void parse_nothing_namesTheDatabaseUrl() {
        assertThat(Given.mistakes(Map.of(), Map.of()))
                .containsExactly("DATABASE_URL: is required: postgresql://user:password@host:port/database");
    }

    @Test
    void parse_manyMistakes_namesEachOfThem() {
        List<String> mistakes = Given.mistakes(
                "DATABASE_URL", "mysql://db",
                "DATABASE_POOL_SIZE", "0",
                "HTTP_PORT", "x",
                "REDIS_URL", "redis://",
                "REDIS_READS", "all",
                "CACHE_TTL", "300",
                "ADMIN_TOKENS", "a:b,c",
                "LOG_LEVEL", "loud",
                "SHUTDOWN_GRACE", "never");

        assertThat(mistakes)
                .extracting(mistake -> mistake.substring(0, mistake.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "DATABASE_URL",
                        "DATABASE_POOL_SIZE",
                        "HTTP_PORT",
                        "REDIS_URL",
                        "REDIS_READS",
                        "CACHE_TTL",
                        "ADMIN_TOKENS",
                        "ADMIN_TOKENS",
                        "LOG_LEVEL",
                        "SHUTDOWN_GRACE");
    }

    @Test
    void parse_mistakes_areTheMessageOfTheException() {
        assertThatThrownBy(() -> Given.config("HTTP_PORT", "x", "NEAR_CACHE", "x"))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContainingAll("HTTP_PORT", "NEAR_CACHE");
    }

    @Test
    void parse_emptyVariables_countAsUnset() {
        assertThat(Given.config(
                        "HTTP_PORT", "", "REDIS_URL", "", "REDIS_CLUSTER_URL", "", "CACHE_TTL", "", "ADMIN_TOKENS", ""))
                .isEqualTo(Given.config());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATABASE_URL=postgresql://u:s3cret@h:x/d",
                "DATABASE_URL=postgresql://u:s3cret",
                "DATABASE_URL=postgresql://u:p@s3cret@h/d",
                "DATABASE_URL=postgresql://u:p?s3cret@h/d",
                "DATABASE_URL=postgresql://u:p/s3cret@h/d",
                "DATABASE_URL=postgresql://u:p#s3cret@h/d",
                "DATABASE_URL=postgresql://u:s3cret%zz@h/d",
                "DATABASE_URL=u:s3cret@h/d",
                "DATABASE_URL=postgresql://u:p@h/d?sslmode=s3cret",
                "DATABASE_URL=postgresql://u:p@h/d?sslrootcert=/s3cret",
                "REDIS_URL=redis://:s3cret@h:99999",
                "REDIS_URL=redis://:s3cret@h/x",
                "REDIS_CLUSTER_URL=redis://:s3cret@h/1",
                "REDIS_CLUSTER_URL=redis://:s3cret@h,,h",
                "REDIS_ADDRESS_MAP=redis://:s3cret@h",
                "CACHE_MIGRATION_FROM=s3cret",
                "CACHE_MIGRATION_FROM=s3cret://host",
                "CACHE_MIGRATION_FROM=redis://:s3cret@h/x",
                "CACHE_MIGRATION_FROM=redis+cluster://:s3cret@h/1",
                "CACHE_MIGRATION_FROM=rediss+cluster://:p@s3cret@h",
                "CACHE_MIGRATION_SHADOW=s3cret",
                "REDIS_CLUSTER_SECRET=s3cret s3cret",
                "ADMIN_TOKENS=s3cret",
                "CLIENT_TOKENS=a:s3cret",
                "HTTP_HOST=s3cret/",
                "HTTP_PORT=s3cret",
                "FLAGS_ENVIRONMENT=S3CRET_s3cret",
                "LOG_LEVEL=s3cret",
                "CACHE_TTL=s3cret",
                "SNAPSHOT_DIR=s3cret\0"
            })
    void parse_wrongValueWithSecret_namesTheVariableAndNoSecret(String variable) {
        String[] parts = variable.split("=", 2);

        assertThat(Given.mistakes(parts[0], parts[1]))
                .isNotEmpty()
                .allSatisfy(mistake ->
                        assertThat(mistake).startsWith(parts[0] + ": ").doesNotContainIgnoringCase("s3cret"));
    }

    @Test
    void toString_ofFullConfig_showsNoSecret() {
        Config config = Given.config(
                "DATABASE_URL", "postgresql://yardarm:s3cret1@db/flags",
                "REDIS_URL", "redis://user:s3cret2@cache",
                "REDIS_CLUSTER_URL", "redis://user:s3cret3@cluster",
                "ADMIN_TOKENS", "root:" + HASH,
                "CLIENT_TOKENS", "web:" + HASH);

        assertThat(config.toString()).doesNotContain("s3cret", HASH, "://").contains("root", "web", "***");
    }

    @Test
    void parse_sameSettingInBoth_environmentWins() {
        Config config = ConfigReader.parse(
                Given.environment("CACHE_TTL", "1m"), Map.of("CACHE_TTL", "2m", "NEAR_CACHE", "off"));

        assertThat(config.cache().ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.cache().nearCache()).isFalse();
    }

    @Test
    void parse_emptyInTheEnvironment_takesTheFile() {
        Config config = ConfigReader.parse(Given.environment("CACHE_TTL", ""), Map.of("CACHE_TTL", "2m"));

        assertThat(config.cache().ttl()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void parse_fileValueWithBlanksAround_isTakenWithoutThem() {
        Config config = ConfigReader.parse(Given.environment(), Map.of("CACHE_TTL", "2m \t"));

        assertThat(config.cache().ttl()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void parse_wrongValueInTheFile_saysWhereItIs() {
        assertThat(Given.mistakes(Given.environment(), Map.of("NEAR_CACHE", "yes")))
                .containsExactly("NEAR_CACHE (in yardarm.properties): must be one of: on, off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATABASE_URL",
                "REDIS_URL",
                "REDIS_CLUSTER_URL",
                "REDIS_URL_CLUSTER",
                "REDIS_USERNAME",
                "REDIS_PASSWORD",
                "REDIS_CLUSTER_SECRET",
                "REDIS_ADDRESS_MAP",
                "CACHE_MIGRATION_FROM",
                "ADMIN_TOKENS",
                "CLIENT_TOKENS"
            })
    void parse_endpointOrSecretInTheFile_isAMistake(String name) {
        assertThat(Given.mistakes(Given.environment(), Map.of(name, "s3cret")))
                .containsExactly(
                        name + " (in yardarm.properties): is an endpoint or a secret; set it in the environment alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CACHE_TLL", "cache_ttl", "CONF", "AWS_REGION", "a.b"})
    void parse_unknownNameInTheFile_isAMistake(String name) {
        assertThat(Given.mistakes(Given.environment(), Map.of(name, "1")))
                .containsExactly(name + " (in yardarm.properties): is not a setting");
    }

    @Test
    void parse_fileLineWithoutName_isAMistakeThatDoesNotRepeatIt() {
        assertThat(Given.mistakes(Given.environment(), Map.of("p@ssword!", "")))
                .containsExactly("yardarm.properties: has a line that is not NAME = value");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_PORT, 0",
        "HTTP_PORT, 65535",
        "MANAGEMENT_PORT, 0",
        "MANAGEMENT_PORT, 65535",
        "HTTP_EVENT_LOOPS, 1",
        "HTTP_EVENT_LOOPS, 128",
        "DATABASE_POOL_SIZE, 1",
        "DATABASE_POOL_SIZE, 100",
        "DATABASE_QUEUE_SIZE, 1",
        "DATABASE_QUEUE_SIZE, 100000",
        "ACCESS_LOG, 0",
        "ACCESS_LOG, 1",
        "ACCESS_LOG, 0.05",
        "ACCESS_LOG, 1.0",
        "CACHE_MIGRATION_SHADOW, 0",
        "CACHE_MIGRATION_SHADOW, 1",
        "CACHE_MIGRATION_SHADOW, 0.0001",
        "DATABASE_TIMEOUT, 1ms",
        "DATABASE_TIMEOUT, 60s",
        "DATABASE_TIMEOUT, 1m",
        "REDIS_CONNECT_TIMEOUT, 1ms",
        "REDIS_CONNECT_TIMEOUT, 2s",
        "REDIS_ATTEMPT_TIMEOUT, 1ms",
        "REDIS_ATTEMPT_TIMEOUT, 250ms",
        "REDIS_READ_BUDGET, 100ms",
        "REDIS_READ_BUDGET, 2000ms",
        "CACHE_TTL, 1ms",
        "CACHE_TTL, 8760h",
        "NEAR_CACHE_MAX_AGE, 0s",
        "NEAR_CACHE_MAX_AGE, 8760h",
        "STALE_IF_ERROR, 0ms",
        "STALE_IF_ERROR, 8760h",
        "STALE_IF_ERROR, unlimited",
        "SHUTDOWN_GRACE, 0s",
        "SHUTDOWN_GRACE, 5m",
        "LOG_FORMAT, text",
        "LOG_LEVEL, trace",
        "LOG_LEVEL, error",
        "REDIS_READS, any",
        "REDIS_READS, primary",
        "DATABASE_MIGRATE, off",
        "FLAGS_ENVIRONMENT, staging-2",
        "HTTP_HOST, ::1",
        "HTTP_HOST, [::]",
        "HTTP_HOST, my_host",
        "HTTP_HOST, 127.0.0.1",
        "SNAPSHOT_DIR, /tmp/x"
    })
    void parse_valueAtItsLimit_isTaken(String name, String value) {
        assertThat(Given.mistakes(name, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_PORT, -1",
        "HTTP_PORT, 65536",
        "HTTP_PORT, 8080x",
        "HTTP_PORT, 99999999999",
        "HTTP_PORT, ' 1'",
        "HTTP_PORT, +1",
        "MANAGEMENT_PORT, 65536",
        "MANAGEMENT_PORT, 8080",
        "HTTP_EVENT_LOOPS, 0",
        "HTTP_EVENT_LOOPS, 129",
        "DATABASE_POOL_SIZE, 0",
        "DATABASE_POOL_SIZE, 101",
        "DATABASE_QUEUE_SIZE, 0",
        "DATABASE_QUEUE_SIZE, 100001",
        "ACCESS_LOG, -0.1",
        "ACCESS_LOG, 1.01",
        "ACCESS_LOG, NaN",
        "ACCESS_LOG, 1e-3",
        "ACCESS_LOG, 5%",
        "ACCESS_LOG, .5",
        "CACHE_MIGRATION_SHADOW, 1.001",
        "CACHE_MIGRATION_SHADOW, -1",
        "CACHE_MIGRATION_SHADOW, 1%",
        "CACHE_MIGRATION_SHADOW, off",
        "DATABASE_TIMEOUT, 0s",
        "DATABASE_TIMEOUT, 61s",
        "DATABASE_TIMEOUT, 1",
        "REDIS_CONNECT_TIMEOUT, 0ms",
        "REDIS_CONNECT_TIMEOUT, 2001ms",
        "REDIS_ATTEMPT_TIMEOUT, 0ms",
        "REDIS_READ_BUDGET, 99ms",
        "REDIS_READ_BUDGET, 2001ms",
        "CACHE_TTL, 0s",
        "CACHE_TTL, -1s",
        "CACHE_TTL, 8761h",
        "CACHE_TTL, 300",
        "CACHE_TTL, 5 m",
        "CACHE_TTL, 5M",
        "CACHE_TTL, 1d",
        "CACHE_TTL, 1.5s",
        "CACHE_TTL, 999999999999999h",
        "CACHE_TTL, 99999999999999999999ms",
        "CACHE_TTL, unlimited",
        "NEAR_CACHE_MAX_AGE, 0",
        "NEAR_CACHE_MAX_AGE, unlimited",
        "STALE_IF_ERROR, forever",
        "SHUTDOWN_GRACE, 301s",
        "NEAR_CACHE, true",
        "NEAR_CACHE, ON",
        "LOG_FORMAT, xml",
        "LOG_LEVEL, off",
        "REDIS_READS, replicas",
        "DATABASE_MIGRATE, 1",
        "FLAGS_ENVIRONMENT, Production",
        "HTTP_HOST, a b",
        "HTTP_HOST, ':::'",
        "HTTP_HOST, host:80",
        "HTTP_HOST, []"
    })
    void parse_valueBeyondItsLimit_isAMistake(String name, String value) {
        assertThat(Given.mistakes(name, value)).singleElement().asString().startsWith(name + ": ");
    }

    @Test
    void parse_unknownConstant_listsWhatIsAllowed() {
        assertThat(Given.mistakes("LOG_LEVEL", "loud"))
                .containsExactly("LOG_LEVEL: must be one of: error, warn, info, debug, trace");
    }

    @Test
    void parse_durationOutside_saysLimitsAndForm() {
        assertThat(Given.mistakes("SHUTDOWN_GRACE", "1h"))
                .containsExactly("SHUTDOWN_GRACE: must be a duration from 0s to 5m with its unit, as in 250ms, 2s, 5m"
                        + " or 1h");
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "2s, 2000", "5m, 300000", "1h, 3600000"})
    void parse_eachUnit_isTaken(String text, long millis) {
        assertThat(Given.config("CACHE_TTL", text).cache().ttl()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void parse_bothServersOnFreePorts_isTaken() {
        assertThat(Given.mistakes("HTTP_PORT", "0", "MANAGEMENT_PORT", "0")).isEmpty();
    }

    @Test
    void parse_samePortOnAnotherHost_isTaken() {
        assertThat(Given.mistakes("HTTP_HOST", "10.0.0.1", "MANAGEMENT_PORT", "8080", "MANAGEMENT_HOST", "127.0.0.1"))
                .isEmpty();
    }

    @Test
    void parse_bracketedHost_isKeptWithoutBrackets() {
        assertThat(Given.config("HTTP_HOST", "[::1]").http().host()).isEqualTo("::1");
    }

    @Test
    void unlimited_inNanosecondsAndAdded_doesNotOverflow() {
        long deadline = Math.addExact(System.nanoTime(), CacheConfig.UNLIMITED.toNanos());

        assertThat(deadline).isGreaterThan(CacheConfig.UNLIMITED.toNanos());
    }
}
