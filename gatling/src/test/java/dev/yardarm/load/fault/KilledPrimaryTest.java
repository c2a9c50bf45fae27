package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.fault.KilledPrimary.Way;
import dev.yardarm.load.gateway.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KilledPrimaryTest {
    private final StubCluster nodes = new StubCluster();
    private final RedisStub replica = nodes.replica("b");
    private final RedisStub primary = nodes.primary("a");
    private final RedisStub other = nodes.otherPrimary("c");

    @AfterEach
    void close() {
        nodes.close();
    }

    private Effect kill(Way way) {
        return new KilledPrimary(way).inject(nodes.seen(Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource({"SHUTDOWN, SHUTDOWN NOSAVE", "SEGFAULT, DEBUG SEGFAULT"})
    void inject_way_isToldToThePrimaryAlone(Way way, String command) {
        primary.endsOn(command);

        kill(way);

        assertThat(primary.orders()).containsExactly(command);
        assertThat(replica.orders()).isEmpty();
        assertThat(other.orders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SHUTDOWN, SHUTDOWN ABORT", "SEGFAULT, DEBUG SLEEP 0"})
    void rehearsal_way_killsNobody(Way way, String command) {
        assertThat(new KilledPrimary(way).rehearsal().stream().map(words -> String.join(" ", words)))
                .containsExactly(command);
    }

    @Test
    void inject_noPrimary_isRefused() {
        primary.isDemoted();

        assertThatThrownBy(() -> kill(Way.SHUTDOWN)).isInstanceOf(Refusal.class).hasMessageContaining("PRIMARY");
    }

    @Test
    void seen_primaryThatAnswersAsBefore_isNot() {
        primary.answers("SHUTDOWN NOSAVE", RedisStub.OK);

        assertThat(kill(Way.SHUTDOWN).seen().getAsBoolean()).isFalse();
    }

    @Test
    void seen_primaryThatHasEnded_is() {
        primary.endsOn("SHUTDOWN NOSAVE");

        assertThat(kill(Way.SHUTDOWN).seen().getAsBoolean()).isTrue();
    }

    @Test
    void seen_primaryThatWasStartedAgainAndReadsItsData_is() {
        primary.answers("DEBUG SEGFAULT", RedisStub.OK);
        Effect effect = kill(Way.SEGFAULT);

        primary.answers("ROLE", "-LOADING Redis is loading the dataset in memory");

        assertThat(effect.seen().getAsBoolean()).isTrue();
    }

    @Test
    void primaryBack_replicaThatTookOver_is() {
        primary.endsOn("SHUTDOWN NOSAVE");
        Effect effect = kill(Way.SHUTDOWN);
        assertThat(effect.primaryBack().getAsBoolean()).isFalse();

        replica.isPromoted();

        assertThat(effect.primaryBack().getAsBoolean()).isTrue();
        assertThat(replica.writes()).hasSize(2).containsOnly("SET {feature_flags:production}:load-probe 1 PX 1000");
    }

    @Test
    void primaryBack_killedOneStartedAgain_isNot() {
        primary.answers("SHUTDOWN NOSAVE", RedisStub.OK);

        assertThat(kill(Way.SHUTDOWN).primaryBack().getAsBoolean()).isFalse();
        assertThat(primary.writes()).isEmpty();
    }

    @Test
    void primaryBack_primaryOfOtherSlots_isNot() {
        primary.endsOn("SHUTDOWN NOSAVE");

        assertThat(kill(Way.SHUTDOWN).primaryBack().getAsBoolean()).isFalse();
        assertThat(other.writes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-CLUSTERDOWN The cluster is down",
        "-READONLY You can't write against a read only replica.",
        "-LOADING Redis is loading the dataset in memory",
        "-NOREPLICAS Not enough good replicas to write."
    })
    void primaryBack_promotedNodeThatRefusesTheWrite_isNot(String error) {
        primary.endsOn("SHUTDOWN NOSAVE");
        Effect effect = kill(Way.SHUTDOWN);

        replica.isPromoted();
        replica.answers("SET", error);

        assertThat(effect.primaryBack().getAsBoolean()).isFalse();
        assertThat(replica.writes()).hasSize(1);
    }
}
