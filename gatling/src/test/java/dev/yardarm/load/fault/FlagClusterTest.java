package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import dev.yardarm.load.gateway.Unsuited;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlagClusterTest {
    private static final Target TARGET = Target.of(new Settings(Map.of("baseUrl", "http://h:1")::get, name -> null));

    /** Of nodes that answer it is never used up. */
    private static final Duration PATIENT = Duration.ofSeconds(5);

    private static FlagCluster cluster(String nodes) throws Exception {
        String health = "{\"backends\":{\"redis\":{\"nodes\":[" + nodes + "]}}}";
        return FlagCluster.of(new ObjectMapper().readTree(health), "production", TARGET);
    }

    private static String node(String address, String zone, String slots) {
        return "{\"address\":\"%s\",\"zone\":\"%s\",\"slots\":[%s]}".formatted(address, zone, slots);
    }

    /** feature_flags:production lies in slot 16114, by CLUSTER KEYSLOT. */
    @Test
    void of_health_shardIsWhoHasTheSlotOfTheFlags() throws Exception {
        FlagCluster cluster = cluster(String.join(
                ",",
                node("n1:1", "a", "\"0-16113\",\"16115-16383\""),
                node("n2:1", "b", "\"16114\""),
                node("n3:1", "a", "\"16114\"")));

        assertThat(cluster.shard()).map(RedisNode::toString).containsExactly("n2:1", "n3:1");
        assertThat(cluster.inZone("a")).map(RedisNode::toString).containsExactly("n1:1", "n3:1");
    }

    @Test
    void check_zoneLostWhereNoneIsKnown_isRefused() throws Exception {
        FlagCluster cluster =
                cluster("{\"address\":\"n1:1\",\"slots\":[\"0-16383\"]}," + node("n2:1", "b", "\"0-16383\""));

        assertThatThrownBy(() -> zonePaused().check(cluster))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("REDIS_ZONES");
    }

    @Test
    void check_zoneLostWhereItIsTheWholeCluster_isRefused() throws Exception {
        FlagCluster cluster = cluster(node("n1:1", "a", "\"0-16383\"") + "," + node("n2:1", "a", "\"0-16383\""));

        assertThatThrownBy(() -> zonePaused().check(cluster))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("REDIS_ZONES");
    }

    @Test
    void check_zoneLostOfTwo_isTaken() throws Exception {
        FlagCluster cluster = cluster(node("n1:1", "a", "\"0-16383\"") + "," + node("n2:1", "b", "\"0-16383\""));

        assertThatCode(() -> zonePaused().check(cluster)).doesNotThrowAnyException();
    }

    private static Fault zonePaused() {
        return new LostZone(Freeze.PAUSE, Duration.ofSeconds(4));
    }

    @Test
    void of_gatewayWithASingleInstance_isRefused() {
        assertThatThrownBy(() -> cluster("{\"address\":\"n1:1\",\"role\":\"primary\"}"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("REDIS_CLUSTER_URL");
    }

    @Test
    void isSettled_onePrimaryAndAReplicaInStep_is() {
        try (StubCluster nodes = new StubCluster()) {
            nodes.primary("a");
            nodes.replica("b");
            nodes.otherPrimary("c");

            assertThat(nodes.seen(PATIENT).isSettled()).isTrue();
        }
    }

    @Test
    void isSettled_twoPrimaries_isNotUntilOneFollows() {
        try (StubCluster nodes = new StubCluster()) {
            nodes.primary("a");
            nodes.replica("b");
            RedisStub former = nodes.primary("c");
            assertThat(nodes.seen(PATIENT).isSettled()).isFalse();

            former.isDemoted();

            assertThat(nodes.seen(PATIENT).isSettled()).isTrue();
        }
    }

    @Test
    void isSettled_noReplica_isNot() {
        try (StubCluster nodes = new StubCluster()) {
            nodes.primary("a");
            nodes.replica("b").close();

            assertThat(nodes.seen(PATIENT).isSettled()).isFalse();
        }
    }

    @Test
    void isSettled_oneReplicaThatIsBehindOrSilent_isNot() {
        try (StubCluster nodes = new StubCluster()) {
            nodes.primary("a");
            nodes.replica("b");
            RedisStub late = nodes.replica("c");

            late.answers("ROLE", RedisStub.IS_BEHIND);
            assertThat(nodes.seen(PATIENT).isSettled()).isFalse();

            late.hang();
            assertThat(nodes.seen(Duration.ofMillis(300)).isSettled()).isFalse();
        }
    }

    /** Nobody here starts it again. */
    @Test
    void isSettled_oneReplicaThatHasEnded_is() {
        try (StubCluster nodes = new StubCluster()) {
            nodes.primary("a");
            nodes.replica("b");
            nodes.replica("c").close();

            assertThat(nodes.seen(PATIENT).isSettled()).isTrue();
        }
    }
}
