package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Zone a has the flags' primary, and a replica that is told of before it. */
class LostZoneTest {
    private static final Duration PATIENT = Duration.ofSeconds(5);
    private static final Duration HASTY = Duration.ofMillis(300);
    private static final Duration HANG = Duration.ofSeconds(4);
    private static final String SLEEP = "DEBUG SLEEP";

    private final StubCluster nodes = new StubCluster();
    private final RedisStub beside = nodes.replica("a");
    private final RedisStub primary = nodes.primary("a");
    private final RedisStub replica = nodes.replica("b");
    private final RedisStub otherPrimary = nodes.otherPrimary("b");
    private final RedisStub thirdPrimary = nodes.otherPrimary("c");

    @AfterEach
    void close() {
        nodes.close();
    }

    private Effect lose(Freeze freeze, Duration patience) {
        return new LostZone(freeze, HANG).inject(nodes.seen(patience));
    }

    private void zoneIgnores(String command) {
        primary.answers(command, RedisStub.OK);
        beside.answers(command, RedisStub.OK);
    }

    @Test
    void inject_sleep_isToldToAllOfThePrimarysZoneAlone() {
        zoneIgnores(SLEEP);

        lose(Freeze.SLEEP, PATIENT);

        assertThat(primary.orders()).containsExactly("DEBUG SLEEP 4.000");
        assertThat(beside.orders()).containsExactly("DEBUG SLEEP 4.000");
        assertThat(replica.orders()).isEmpty();
        assertThat(otherPrimary.orders()).isEmpty();
        assertThat(thirdPrimary.orders()).isEmpty();
    }

    /** One after another the first would be back before the last is gone. */
    @Test
    void inject_nodes_areToldAtOnce() {
        CountDownLatch told = new CountDownLatch(2);
        AtomicInteger met = new AtomicInteger();
        for (RedisStub node : new RedisStub[] {primary, beside}) {
            node.on(SLEEP, () -> {
                told.countDown();
                if (isOver(told)) {
                    met.incrementAndGet();
                }
                return Optional.of(RedisStub.OK);
            });
        }

        lose(Freeze.SLEEP, PATIENT);

        assertThat(met).hasValue(2);
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            // Less than the client's patience.
            return latch.await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void seen_zoneThatAnswersAsBefore_isNot() {
        zoneIgnores(SLEEP);

        assertThat(lose(Freeze.SLEEP, PATIENT).seen().getAsBoolean()).isFalse();
    }

    @Test
    void seen_zoneThatAnswersInPart_isNotAndIsOnceAllAreSilent() {
        primary.hangsOn(SLEEP);
        beside.answers(SLEEP, RedisStub.OK);
        Effect effect = lose(Freeze.SLEEP, HASTY);
        assertThat(effect.seen().getAsBoolean()).isFalse();

        beside.hang();

        assertThat(effect.seen().getAsBoolean()).isTrue();
    }

    @Test
    void primaryBack_replicaOfAnotherZoneThatTookOver_onlyOnceItTakesAWrite() {
        zoneIgnores(SLEEP);
        Effect effect = lose(Freeze.SLEEP, PATIENT);

        replica.answers("ROLE", RedisStub.IS_PRIMARY);
        assertThat(effect.primaryBack().getAsBoolean()).isFalse();

        replica.isPromoted();
        assertThat(effect.primaryBack().getAsBoolean()).isTrue();
    }

    @Test
    void primaryBack_primaryOfTheZoneThatTakesWritesAgain_isNot() {
        zoneIgnores(SLEEP);

        assertThat(lose(Freeze.SLEEP, PATIENT).primaryBack().getAsBoolean()).isFalse();
        assertThat(primary.writes()).isEmpty();
    }

    @Test
    void primaryBack_primaryOfAPausedZoneThatTakesWritesAgain_is() {
        zoneIgnores("CLIENT PAUSE");

        assertThat(lose(Freeze.PAUSE, PATIENT).primaryBack().getAsBoolean()).isTrue();
    }

    @Test
    void inject_halfOfThePrimariesInTheZone_isRefusedAndNobodyTold() {
        beside.isPromoted();
        zoneIgnores(SLEEP);

        assertThatThrownBy(() -> lose(Freeze.SLEEP, PATIENT))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("2 of the 4 primaries")
                .hasMessageContaining("CLUSTER FAILOVER");
        assertThat(primary.orders()).isEmpty();
        assertThat(beside.orders()).isEmpty();
    }

    /** It promotes nobody, so nobody is elected. */
    @Test
    void inject_halfOfThePrimariesInAZoneToPause_isTaken() {
        beside.isPromoted();
        zoneIgnores("CLIENT PAUSE");

        lose(Freeze.PAUSE, PATIENT);

        assertThat(primary.orders()).containsExactly("CLIENT PAUSE 4000 ALL");
        assertThat(beside.orders()).containsExactly("CLIENT PAUSE 4000 ALL");
    }
}
