package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class SwitchOverTest {
    private static final String FAILOVER = "CLUSTER FAILOVER";

    private final StubCluster nodes = new StubCluster();
    private final RedisStub primary = nodes.primary("a");
    private final RedisStub behind = nodes.replica("b");
    private final RedisStub replica = nodes.replica("c");
    private final RedisStub third = nodes.replica("d");
    private final RedisStub other = nodes.otherPrimary("b");

    @AfterEach
    void close() {
        nodes.close();
    }

    private Effect switchOver() {
        behind.answers("ROLE", RedisStub.IS_BEHIND);
        replica.answers(FAILOVER, RedisStub.OK);
        return new SwitchOver().inject(nodes.seen(Duration.ofSeconds(5)));
    }

    @Test
    void inject_shard_isToldToTheFirstReplicaInStepAlone() {
        switchOver();

        assertThat(replica.orders()).containsExactly(FAILOVER);
        assertThat(primary.orders()).isEmpty();
        assertThat(behind.orders()).isEmpty();
        assertThat(third.orders()).isEmpty();
        assertThat(other.orders()).isEmpty();
    }

    @Test
    void inject_noReplicaInStep_isRefused() {
        replica.answers("ROLE", RedisStub.IS_BEHIND);
        third.answers("ROLE", RedisStub.IS_BEHIND);

        assertThatThrownBy(this::switchOver).isInstanceOf(Refusal.class).hasMessageContaining("REPLICA");
        assertThat(replica.orders()).isEmpty();
    }

    @Test
    void inject_replicaThatRefuses_fails() {
        behind.answers("ROLE", RedisStub.IS_BEHIND);
        replica.answers(FAILOVER, "-ERR Master is down or failed, please use CLUSTER FAILOVER FORCE");

        FlagCluster cluster = nodes.seen(Duration.ofSeconds(5));

        assertThatThrownBy(() -> new SwitchOver().inject(cluster)).isInstanceOf(JedisDataException.class);
    }

    @Test
    void seen_replica_onlyOnceItIsThePrimary() {
        Effect effect = switchOver();
        assertThat(effect.seen().getAsBoolean()).isFalse();

        third.isPromoted();
        assertThat(effect.seen().getAsBoolean()).isFalse();

        replica.isPromoted();
        assertThat(effect.seen().getAsBoolean()).isTrue();
    }

    @Test
    void primaryBack_formerPrimaryThatTakesWrites_isNot() {
        Effect effect = switchOver();

        assertThat(effect.primaryBack().getAsBoolean()).isFalse();
        assertThat(primary.writes()).isEmpty();
    }

    @Test
    void primaryBack_replicaThatTookOver_onlyOnceItTakesAWrite() {
        Effect effect = switchOver();

        replica.isPromoted();
        replica.answers("SET", "-CLUSTERDOWN The cluster is down");
        assertThat(effect.primaryBack().getAsBoolean()).isFalse();

        replica.answers("SET", RedisStub.OK);
        assertThat(effect.primaryBack().getAsBoolean()).isTrue();
        assertThat(replica.writes()).contains("SET {feature_flags:production}:load-probe 1 PX 1000");
    }
}
