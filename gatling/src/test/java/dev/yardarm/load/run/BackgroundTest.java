package dev.yardarm.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Unsuited;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.record.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    /** Waits until it has ended, and fails if that takes too long. */
    static void awaitEnd(Background background) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!background.hasEnded()) {
            assertThat(System.nanoTime()).as("time to end").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static Outcome outcomeOf(Runnable work) {
        Background background = new Background("faults", work);
        background.start();
        awaitEnd(background);
        return background.judgement().outcome().get();
    }

    @Test
    void judgement_any_asksWhetherItIsDone() {
        assertThat(new Background("faults", () -> {}).judgement().asked()).isEqualTo("faults done");
    }

    @Test
    void judgement_workThatCameToItsEnd_holds() {
        Outcome outcome = outcomeOf(() -> {});

        assertThat(outcome.held()).isTrue();
        assertThat(outcome.measured()).isEqualTo("done");
    }

    @Test
    void judgement_workThatIsRefused_doesNotHoldAndSaysWhy() {
        Outcome outcome = outcomeOf(() -> {
            throw new Unsuited("start the node again");
        });

        assertThat(outcome.held()).isFalse();
        assertThat(outcome.measured()).isEqualTo("start the node again");
    }

    @Test
    void judgement_workThatFailsByAnError_doesNotHoldAndSaysByWhich() {
        Outcome outcome = outcomeOf(() -> {
            throw new NoClassDefFoundError("redis/clients/Jedis");
        });

        assertThat(outcome.held()).isFalse();
        assertThat(outcome.measured()).isEqualTo("java.lang.NoClassDefFoundError: redis/clients/Jedis");
    }

    @Test
    void judgement_workThatFailsWithoutAMessage_doesNotHoldAndSaysByWhat() {
        Outcome outcome = outcomeOf(() -> {
            throw new IllegalStateException();
        });

        assertThat(outcome.held()).isFalse();
        assertThat(outcome.measured()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void judgement_workThatHasNotEnded_doesNotHold() {
        Background background = new Background("faults", () -> {});

        Outcome outcome = background.judgement().outcome().get();

        assertThat(background.hasEnded()).isFalse();
        assertThat(outcome.held()).isFalse();
        assertThat(outcome.measured()).isEqualTo("not ended");
    }

    @Test
    void judgement_madeBeforeTheEnd_isOfTheEnd() {
        Background background = new Background("faults", () -> {
            throw new Refusal("late");
        });
        Judgement judgement = background.judgement();

        background.start();
        awaitEnd(background);

        assertThat(judgement.outcome().get().measured()).isEqualTo("late");
    }
}
