package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.MigrationConfig.Cluster;
import dev.yardarm.config.MigrationConfig.Memory;
import dev.yardarm.config.MigrationConfig.Single;
import dev.yardarm.config.RedisClusterConfig.Reads;
import dev.yardarm.config.RedisConfig.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which cache a migration leaves, {@code CACHE_MIGRATION_FROM}, and which one takes over. */
final class MigrationSettingsTest {
    private static final String FROM = "CACHE_MIGRATION_FROM";

    private static RedisConfig redis(String host, Optional<Secret> password) {
        return new RedisConfig(
                List.of(new HostPort(host, 6379)),
                false,
                Optional.empty(),
                Optional.empty(),
                password,
                0,
                Timeouts.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_URL=redis://a", "REDIS_CLUSTER_URL=redis://a", "CACHE_MIGRATION_SHADOW=0.5", "A=b"})
    void read_nothingToLeave_isNoMigration(String variable) {
        String[] parts = variable.split("=", 2);

        assertThat(Given.config(parts[0], parts[1]).migration()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_CLUSTER_URL, redis://new",
        "REDIS_URL_CLUSTER, redis://new",
        "REDIS_CLUSTER_SECRET, redis/cluster/production"
    })
    void read_singleAndCluster_leavesTheSingleInstance(String name, String cluster) {
        Config config = Given.config("REDIS_URL", "redis://old", name, cluster);

        assertThat(config.migration()).contains(new MigrationConfig(new Single(redis("old", Optional.empty())), 0.001));
        assertThat(config.cluster()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_URL, redis://new",
        "REDIS_CLUSTER_URL, redis://new",
        "REDIS_CLUSTER_SECRET, redis/cluster/production"
    })
    void read_memory_isLeftForWhatIsSet(String name, String target) {
        assertThat(Given.config(FROM, "memory", name, target, "CACHE_MIGRATION_SHADOW", "0.25")
                        .migration())
                .contains(new MigrationConfig(new Memory(), 0.25));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_URL", "REDIS_CLUSTER_URL"})
    void read_singleUrl_isLeftForWhatIsSet(String target) {
        assertThat(Given.config(FROM, "rediss://user:pw@old:7000/3", target, "redis://new")
                        .migration()
                        .orElseThrow()
                        .from())
                .isEqualTo(new Single(new RedisConfig(
                        List.of(new HostPort("old", 7000)),
                        true,
                        Optional.empty(),
                        Optional.of("user"),
                        Optional.of(new Secret("pw")),
                        3,
                        Timeouts.DEFAULT)));
    }

    @Test
    void read_clusterUrl_takesTheSettingsOfClusters() {
        Config config = Given.config(
                FROM,
                "rediss+cluster://:pw@old-1:7000,old-2",
                "REDIS_CLUSTER_URL",
                "redis://new",
                "REDIS_ADDRESS_MAP",
                "10.0.0.1:6379=localhost:7000",
                "REDIS_READS",
                "any",
                "ZONE",
                "a");

        RedisClusterConfig old = ((Cluster) config.migration().orElseThrow().from()).cluster();
        assertThat(old)
                .isEqualTo(new RedisClusterConfig(
                        new RedisConfig(
                                List.of(new HostPort("old-1", 7000), new HostPort("old-2", 6379)),
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Secret("pw")),
                                0,
                                Timeouts.DEFAULT),
                        Optional.empty(),
                        Map.of(new HostPort("10.0.0.1", 6379), new HostPort("localhost", 7000)),
                        Reads.ANY,
                        Optional.of("a"),
                        Zones.NONE));
        assertThat(config.cluster().orElseThrow().addressMap()).isEqualTo(old.addressMap());
    }

    @Test
    void read_clusterUrlWithOneHost_isACluster() {
        assertThat(Given.config(FROM, "redis+cluster://endpoint", "REDIS_URL", "redis://new")
                        .migration()
                        .orElseThrow()
                        .from())
                .isInstanceOfSatisfying(
                        Cluster.class,
                        old -> assertThat(old.cluster().redis().seeds())
                                .containsExactly(new HostPort("endpoint", 6379)));
    }

    @Test
    void read_secretOfTheTarget_isNotTheOthers() {
        assertThat(Given.config(FROM, "redis+cluster://old", "REDIS_CLUSTER_SECRET", "redis/cluster/production")
                        .migration()
                        .orElseThrow()
                        .from())
                .isInstanceOfSatisfying(
                        Cluster.class, old -> assertThat(old.cluster().secret()).isEmpty());
    }

    @Test
    void read_credentialsInVariables_fillInTheUrl() {
        assertThat(Given.config(FROM, "redis://old", "REDIS_URL", "redis://new", "REDIS_PASSWORD", "pw")
                        .migration()
                        .orElseThrow()
                        .from())
                .isEqualTo(new Single(redis("old", Optional.of(new Secret("pw")))));
    }

    @Test
    void read_credentialsInBoth_isAMistake() {
        assertThat(Given.mistakes(FROM, "redis://:pw@old", "REDIS_URL", "redis://new", "REDIS_PASSWORD", "pw"))
                .containsExactly("REDIS_PASSWORD: is also part of CACHE_MIGRATION_FROM; give it once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_CLUSTER_URL", "REDIS_URL_CLUSTER", "REDIS_CLUSTER_SECRET"})
    void read_bothThatCouldTakeOver_isAMistake(String cluster) {
        assertThat(Given.mistakes(FROM, "memory", "REDIS_URL", "redis://a", cluster, "redis://b"))
                .containsExactly("CACHE_MIGRATION_FROM: REDIS_URL is what a migration leaves already, as a cluster is"
                        + " set too; set two of the three");
    }

    @Test
    void read_noneThatTakesOver_isAMistake() {
        assertThat(Given.mistakes(FROM, "redis://old"))
                .containsExactly("CACHE_MIGRATION_FROM: needs REDIS_URL or REDIS_CLUSTER_URL, for the cache that takes"
                        + " over");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://a | REDIS_URL | redis://a",
                "rediss://:pw@a:6379/0 | REDIS_URL | redis://a",
                "redis+cluster://b,a | REDIS_CLUSTER_URL | redis://a:6379,c",
                "redis+cluster://a | REDIS_URL_CLUSTER | redis://a"
            })
    void read_theCacheThatTakesOver_isAMistake(String from, String name, String target) {
        assertThat(Given.mistakes(FROM, from, name, target))
                .containsExactly(
                        "CACHE_MIGRATION_FROM: names the cache that takes over, too; it must name the one that is left");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://a/1 | REDIS_URL | redis://a/2",
                "redis://a:7000 | REDIS_URL | redis://a",
                "redis+cluster://a:7000,a:7001 | REDIS_CLUSTER_URL | redis://a:7002"
            })
    void read_anotherCacheOnTheSameHost_isTaken(String from, String name, String target) {
        assertThat(Given.mistakes(FROM, from, name, target)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Memory | must be memory, or begin with one of: redis://, redis+cluster://, rediss://, rediss+cluster://",
                "old:6379 | must be memory, or begin with one of: redis://",
                "http://old | must begin with one of: redis://, redis+cluster://, rediss://, rediss+cluster://",
                "redis+single://old | must begin with one of",
                "redis+cluster:// | has a host that is missing",
                "redis://a,b | has a host that is missing or not a name",
                "redis://old/x | has a database",
                "redis+cluster://old/1 | has a database other than 0",
                "redis+cluster://a:0,b | has a port",
                "redis+cluster://a?db=1 | has a parameter other than sslrootcert"
            })
    void read_wrongUrl_saysWhatIsWrong(String from, String what) {
        assertThat(Given.mistakes(FROM, from, "REDIS_URL", "redis://new"))
                .singleElement()
                .asString()
                .startsWith("CACHE_MIGRATION_FROM: " + what);
    }

    @Test
    void read_clusterCertificateWithoutTls_namesTheRightScheme() {
        assertThat(Given.mistakes(FROM, "redis+cluster://old?sslrootcert=/no/such/file", "REDIS_URL", "redis://new"))
                .contains("CACHE_MIGRATION_FROM: has an sslrootcert without TLS; begin it with rediss+cluster://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_URL", "REDIS_CLUSTER_URL"})
    void read_otherUrlsOfEitherKind_areMistakesStill(String name) {
        assertThat(Given.mistakes(name, "redis+cluster://a"))
                .containsExactly(name + ": must begin with one of: redis://, rediss://");
    }

    @Test
    void toString_ofAMigration_showsNoSecret() {
        assertThat(Given.config(FROM, "redis+cluster://user:s3cret@old", "REDIS_URL", "redis://new")
                        .toString())
                .contains("old")
                .doesNotContain("s3cret");
    }
}
