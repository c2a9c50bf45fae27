package dev.yardarm.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.fault.Fault;
import dev.yardarm.load.fault.RedisStub;
import dev.yardarm.load.fault.StubCluster;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Unsuited;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked at of a gateway with a Redis Cluster, and of the nodes of that, before they are loaded and broken. */
class PreflightFaultsTest {
    private static final String SLEEP = "DEBUG SLEEP";
    private static final String MIGRATION = "/api/admin/cache/migration";

    private final Map<String, String> properties = new HashMap<>();
    private final GatewayStub gateway = new GatewayStub();
    private final StubCluster cluster = new StubCluster();
    private final RedisStub primary = cluster.primary("a");
    private final RedisStub replica = cluster.replica("b");
    private final RedisStub other = cluster.otherPrimary("c");

    @BeforeEach
    void isFit() {
        gateway.answers("/health", cluster.health());
        properties.put("baseUrl", gateway.address());
        properties.put("managementUrl", gateway.address());
        // Of nodes that answer it is never used up.
        properties.put("redisPatience", "5s");
        for (RedisStub node : new RedisStub[] {primary, replica, other}) {
            node.answers(SLEEP, "+OK");
            node.answers("CLIENT PAUSE", "+OK");
            node.answers("CLUSTER FAILOVER", "-ERR syntax error");
            node.answers("SHUTDOWN ABORT", "-ERR No shutdown in progress.");
            tellsTimeout(node, "1000");
        }
    }

    @AfterEach
    void close() {
        gateway.close();
        cluster.close();
    }

    private static void tellsTimeout(RedisStub node, String millis) {
        node.answers(
                "CONFIG GET cluster-node-timeout",
                "*2\r\n$20\r\ncluster-node-timeout\r\n$%d\r\n%s".formatted(millis.length(), millis));
    }

    private Subject check(Scenario scenario) {
        return new Preflight(scenario, new Settings(properties::get, name -> null)).check();
    }

    private Subject failover(String faults) {
        properties.put("faults", faults);
        return check(Scenario.FAILOVER);
    }

    @Test
    void check_clusterThatAllowsAllFaults_isFit() {
        Subject subject = failover("failover,sleep,zone,shutdown");

        assertThat(subject.faults())
                .map(Fault::title)
                .containsExactly(
                        "CLUSTER FAILOVER",
                        "primary hangs by DEBUG SLEEP",
                        "zone lost by DEBUG SLEEP",
                        "primary killed by SHUTDOWN NOSAVE");
        assertThat(subject.cluster()).isPresent();
    }

    @Test
    void check_rehearsal_tellsEachNodeNothingThatHarms() {
        failover("failover,sleep,pause,shutdown,segfault");

        for (RedisStub node : new RedisStub[] {primary, replica, other}) {
            assertThat(node.orders())
                    .contains("CLUSTER FAILOVER REHEARSAL", "SHUTDOWN ABORT", "CLIENT PAUSE 1")
                    .containsOnly(
                            "PING",
                            "CONFIG GET cluster-node-timeout",
                            "CLUSTER FAILOVER REHEARSAL",
                            "DEBUG SLEEP 0",
                            "CLIENT PAUSE 1",
                            "SHUTDOWN ABORT");
        }
    }

    @Test
    void check_faultsNotNamedForAGivenGateway_isUnsuitedAndNothingRehearsed() {
        assertThatThrownBy(() -> check(Scenario.FAILOVER))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("breaks the Redis of " + gateway.address())
                .hasMessageContaining("-Dfaults=failover,sleep,zone,shutdown");
        assertThat(primary.orders()).doesNotContain("DEBUG SLEEP 0");
    }

    /** Redis's own words. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it from"
                        + " a local connection, otherwise you need to set this option in the configuration file, and then"
                        + " restart the server.",
                "-NOPERM User yardarm has no permissions to run the 'debug|sleep' command",
                "-NOPERM this user has no permissions to run the 'debug' command or its subcommand",
                "-ERR unknown command 'DEBUG', with args beginning with: 'SLEEP' '0' ",
                "-ERR this command is disabled by the provider"
            })
    void check_debugRefusedByOneNode_isUnsuitedAndSaysWhatToChange(String error) {
        other.answers(SLEEP, error);

        assertThatThrownBy(() -> failover("failover,sleep"))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("Redis node %s does not allow DEBUG".formatted(other.address()))
                .hasMessageContaining(error.substring(1).strip())
                .hasMessageContaining("let the user of -DredisUser call DEBUG")
                .hasMessageContaining("--enable-debug-command yes")
                .hasMessageContaining("leave it out of -Dfaults (sleep needs DEBUG, pause does not)");
    }

    /** By that write is found out when a primary is back. */
    @Test
    void check_writesThatAreRefused_isUnsuitedBeforeAnythingIsBroken() {
        primary.answers("SET", "-NOPERM User default has no permissions to run the 'set' command");

        assertThatThrownBy(() -> failover("failover"))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("Redis node %s refuses SET".formatted(primary.address()))
                .hasMessageContaining("-DredisUser");
    }

    @Test
    void check_debugRefusedWhereNoFaultNeedsIt_isFit() {
        primary.answers(SLEEP, "-NOPERM User default has no permissions to run the 'debug|sleep' command");

        assertThatCode(() -> failover("failover,pause,shutdown")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "pause, CLIENT PAUSE, call CLIENT PAUSE",
        "failover, CLUSTER FAILOVER, leave failover out of -Dfaults",
        "shutdown, SHUTDOWN ABORT, leave shutdown out of -Dfaults",
        "segfault, DEBUG SLEEP, leave segfault out of -Dfaults"
    })
    void check_commandRefused_isUnsuitedAndSaysWhatToChange(String fault, String command, String remedy) {
        replica.answers(command, "-NOPERM User default has no permissions to run the command");

        assertThatThrownBy(() -> failover(fault))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("Redis node " + replica.address())
                .hasMessageContaining(remedy);
    }

    @ParameterizedTest
    @CsvSource({"sleep,1s", "sleep,999ms", "zone,1s"})
    void check_hangNotAboveTheNodeTimeout_isUnsuited(String fault, String hang) {
        properties.put("hang", hang);

        assertThatThrownBy(() -> failover(fault))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("-Dhang=")
                .hasMessageContaining("cluster-node-timeout is 1000 ms")
                .hasMessageContaining("give 4000ms");
    }

    @Test
    void check_hangNotAboveTheTimeoutOfOneNode_isUnsuited() {
        tellsTimeout(replica, "15000");

        assertThatThrownBy(() -> failover("sleep")).hasMessageContaining("cluster-node-timeout is 15000 ms");
    }

    @ParameterizedTest
    @CsvSource({"sleep,1001ms", "pause,1s", "zone-pause,1s"})
    void check_hangAboveTheNodeTimeoutOrThatPromotesNobody_isFit(String fault, String hang) {
        properties.put("hang", hang);

        assertThatCode(() -> failover(fault)).doesNotThrowAnyException();
    }

    @Test
    void check_nodesThatDoNotTellTheirTimeout_areFit() {
        for (RedisStub node : new RedisStub[] {primary, replica, other}) {
            node.answers(
                    "CONFIG GET cluster-node-timeout",
                    "-NOPERM User default has no permissions to run the 'config|get' command");
        }
        properties.put("hang", "1ms");

        assertThatCode(() -> failover("sleep")).doesNotThrowAnyException();
    }

    @Test
    void check_nodeThatCannotBeReached_isUnsuited() {
        other.close();

        assertThatThrownBy(() -> failover("failover"))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("Redis node %s cannot be reached".formatted(other.address()))
                .hasMessageContaining("-DredisAddresses");
    }

    @Test
    void check_nodeThatWantsAnotherUser_isUnsuited() {
        other.answers("PING", "-NOAUTH Authentication required.");

        assertThatThrownBy(() -> failover("failover"))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("refuses PING (NOAUTH Authentication required.)")
                .hasMessageContaining("-DredisPassword");
    }

    @Test
    void check_faultsWhereReadsAreOfTheOldCache_isUnsuited() {
        properties.put("adminToken", "t");
        gateway.answers(MIGRATION, "{\"configured\":true,\"clusterShare\":0.5,\"phase\":\"idle\"}");

        assertThatThrownBy(() -> failover("failover"))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("share 0.5 of a migration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"configured\":true,\"clusterShare\":1.0}", "{\"configured\":false}"})
    void check_faultsWhereReadsAreOfTheCluster_isFit(String migration) {
        properties.put("adminToken", "t");
        gateway.answers(MIGRATION, migration);

        assertThatCode(() -> failover("failover")).doesNotThrowAnyException();
    }

    @Test
    void check_nearCacheWhereReadsHaveToReachRedis_isUnsuited() {
        gateway.readsFrom("redis; fwd=miss, near; hit");

        assertThatThrownBy(() -> check(Scenario.REPLICA_READ))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("Cache-Status: redis; fwd=miss, near; hit")
                .hasMessageContaining("NEAR_CACHE=off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis; hit", "redis; fwd=miss"})
    void check_noNearCacheWhereReadsHaveToReachRedis_isFit(String cacheStatus) {
        gateway.readsFrom(cacheStatus);

        assertThatCode(() -> check(Scenario.REPLICA_READ)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"running,0.1", "running,0.0", "paused,0.0", "completed,1.0", "idle,0.5"})
    void check_migrationUnderWay_isRefusedForAll(String phase, String share) {
        properties.put("adminToken", "t");
        gateway.answers(
                MIGRATION, "{\"configured\":true,\"clusterShare\":%s,\"phase\":\"%s\"}".formatted(share, phase));

        assertThatThrownBy(() -> check(Scenario.MIGRATION))
                .isInstanceOf(Refusal.class)
                .isNotInstanceOf(Unsuited.class)
                .hasMessageContaining("in the middle of a migration (phase %s, share %s)".formatted(phase, share))
                .hasMessageContaining("{\"clusterShare\": 0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "completed", "rolled back"})
    void check_migrationAtRest_isFit(String phase) {
        properties.put("adminToken", "t");
        gateway.answers(MIGRATION, "{\"configured\":true,\"clusterShare\":0,\"phase\":\"%s\"}".formatted(phase));

        assertThatCode(() -> check(Scenario.MIGRATION)).doesNotThrowAnyException();
    }

    @Test
    void check_noMigrationConfigured_isUnsuited() {
        properties.put("adminToken", "t");
        gateway.answers(MIGRATION, "{\"configured\":false}");

        assertThatThrownBy(() -> check(Scenario.MIGRATION))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("has no migration between caches");
    }
}
