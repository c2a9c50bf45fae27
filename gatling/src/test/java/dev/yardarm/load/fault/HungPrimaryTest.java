package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HungPrimaryTest {
    /** Where nobody hangs: of nodes that answer it is never used up. */
    private static final Duration PATIENT = Duration.ofSeconds(5);

    /** Where somebody hangs, as long as each look at it takes. */
    private static final Duration HASTY = Duration.ofMillis(300);

    private static final Duration HANG = Duration.ofMillis(4_250);

    private final StubCluster nodes = new StubCluster();
    private final RedisStub replica = nodes.replica("b");
    private final RedisStub primary = nodes.primary("a");
    private final RedisStub other = nodes.otherPrimary("a");

    @AfterEach
    void close() {
        nodes.close();
    }

    private Effect hang(Freeze freeze, Duration patience) {
        return new HungPrimary(freeze, HANG).inject(nodes.seen(patience));
    }

    private Effect ignored(Freeze freeze) {
        primary.answers("DEBUG SLEEP", RedisStub.OK);
        primary.answers("CLIENT PAUSE", RedisStub.OK);
        return hang(freeze, PATIENT);
    }

    @ParameterizedTest
    @CsvSource({"SLEEP, DEBUG SLEEP 4.250", "PAUSE, CLIENT PAUSE 4250 ALL"})
    void inject_freeze_isToldToThePrimaryAlone(Freeze freeze, String command) {
        ignored(freeze);

        assertThat(primary.orders()).containsExactly(command);
        assertThat(replica.orders()).isEmpty();
        assertThat(other.orders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SLEEP, DEBUG SLEEP 0", "PAUSE, CLIENT PAUSE 1"})
    void rehearsal_freeze_hangsNobody(Freeze freeze, String command) {
        assertThat(new HungPrimary(freeze, HANG).rehearsal().stream().map(words -> String.join(" ", words)))
                .containsExactly(command);
    }

    @ParameterizedTest
    @CsvSource({"SLEEP", "PAUSE"})
    void seen_primaryThatAnswersAsBefore_isNot(Freeze freeze) {
        assertThat(ignored(freeze).seen().getAsBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SLEEP, DEBUG SLEEP", "PAUSE, CLIENT PAUSE"})
    void seen_primaryThatAnswersNoMore_is(Freeze freeze, String command) {
        primary.hangsOn(command);

        assertThat(hang(freeze, HASTY).seen().getAsBoolean()).isTrue();
    }

    @Test
    void seen_primaryThatHasEnded_isNot() {
        primary.endsOn("DEBUG SLEEP");

        assertThat(hang(Freeze.SLEEP, PATIENT).seen().getAsBoolean()).isFalse();
    }

    @Test
    void primaryBack_sleeperThatTakesWritesAgain_isNot() {
        assertThat(ignored(Freeze.SLEEP).primaryBack().getAsBoolean()).isFalse();
        assertThat(primary.writes()).isEmpty();
    }

    @Test
    void primaryBack_replicaThatTookOverFromASleeper_is() {
        Effect effect = ignored(Freeze.SLEEP);

        replica.isPromoted();

        assertThat(effect.primaryBack().getAsBoolean()).isTrue();
    }

    @Test
    void primaryBack_replicaThatRefusesTheWrite_isNot() {
        Effect effect = ignored(Freeze.SLEEP);

        replica.answers("ROLE", RedisStub.IS_PRIMARY);

        assertThat(effect.primaryBack().getAsBoolean()).isFalse();
        assertThat(replica.writes()).containsExactly("SET {feature_flags:production}:load-probe 1 PX 1000");
    }

    /** No replica takes over from a node that was told to pause: the others hear from it. */
    @Test
    void primaryBack_pausedPrimary_onlyOnceItTakesAWrite() {
        Effect effect = ignored(Freeze.PAUSE);

        primary.answers("SET", "-CLUSTERDOWN The cluster is down");
        assertThat(effect.primaryBack().getAsBoolean()).isFalse();

        primary.answers("SET", RedisStub.OK);
        assertThat(effect.primaryBack().getAsBoolean()).isTrue();
    }

    @Test
    void primaryBack_pausedPrimaryThatHangs_isNot() {
        primary.hangsOn("CLIENT PAUSE");

        assertThat(hang(Freeze.PAUSE, HASTY).primaryBack().getAsBoolean()).isFalse();
    }
}
