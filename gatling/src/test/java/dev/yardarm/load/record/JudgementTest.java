package dev.yardarm.load.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static Outcome outcome(Judgement judgement) {
        return judgement.outcome().get();
    }

    @Test
    void below_bound_holdsBelowItAlone() {
        assertThat(outcome(Judgement.below("p99", Duration.ofMillis(50), () -> 49))
                        .held())
                .isTrue();
        assertThat(outcome(Judgement.below("p99", Duration.ofMillis(50), () -> 50))
                        .held())
                .isFalse();
    }

    @Test
    void share_bound_holdsFromItOn() {
        assertThat(outcome(Judgement.share("reads on replicas", 0.5, () -> 0.5)).held())
                .isTrue();
        assertThat(outcome(Judgement.above("hit rate", 0.8, () -> 0.8)).held()).isFalse();
    }

    @Test
    void none_one_isBrokenAndNotOnlyNotHeld() {
        assertThat(outcome(Judgement.none("failed reads", () -> 0)).held()).isTrue();
        assertThat(outcome(Judgement.none("failed reads", () -> 1)).result()).isEqualTo(Outcome.Result.BROKEN);
        assertThat(outcome(Judgement.atMost("connections", 1, () -> 2)).result())
                .isEqualTo(Outcome.Result.NOT_HELD);
    }

    @Test
    void any_nothingMeasured_doesNotHold() {
        assertThat(List.of(
                        Judgement.below("p99", Duration.ofMillis(50), () -> Double.NaN),
                        Judgement.above("hit rate", 0.8, () -> Double.NaN),
                        Judgement.share("replicas", 0.5, () -> Double.NaN),
                        Judgement.atMost("connections", 10, () -> Double.NaN),
                        Judgement.none("failed reads", () -> Double.NaN),
                        Judgement.atLeast("reads", 1, () -> Double.NaN)))
                .noneMatch(judgement -> outcome(judgement).held());
    }

    @Test
    void verdict_judgementThatCannotBeMade_doesNotHoldAndSaysWhy() {
        Judgement impossible = new Judgement("primary back", () -> {
            throw new IllegalStateException("not injected");
        });

        Verdict verdict = Verdict.of("Failover", List.of(impossible), Map::of);

        assertThat(verdict.held("primary back")).isFalse();
        assertThat(verdict.markdown()).contains("| primary back | not injected | **not held** |");
    }

    @Test
    void verdict_judgementThatWasNotMade_doesNotHold() {
        assertThat(Verdict.of("Failover", List.of(), Map::of).held("any")).isFalse();
    }
}
