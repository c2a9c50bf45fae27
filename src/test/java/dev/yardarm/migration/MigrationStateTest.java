package dev.yardarm.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardarm.migration.Instruction.Abort;
import dev.yardarm.migration.Instruction.Pause;
import dev.yardarm.migration.Instruction.Resume;
import dev.yardarm.migration.Instruction.SetShare;
import dev.yardarm.migration.Instruction.Start;
import dev.yardarm.migration.MigrationState.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationStateTest {
    private static final Plan.Bounds BOUNDS = new Plan.Bounds(0.001, 0.8, Duration.ofMillis(100));
    private static final Plan PLAN = plan(0.1, 0.5, 1.0);
    private static final MigrationState RUNNING = MigrationState.INITIAL.after(new Start(PLAN));

    private static Plan plan(Double... steps) {
        return new Plan(List.of(steps), Duration.ofHours(1), BOUNDS, Plan.LEAST_OPERATIONS);
    }

    private static void assertNotPossible(MigrationState state, Instruction instruction) {
        assertThatExceptionOfType(NotPossible.class).isThrownBy(() -> state.after(instruction));
    }

    @Test
    void plan_started_isAtItsFirstStep() {
        assertThat(RUNNING.share()).isEqualTo(0.1);
        assertThat(RUNNING.phase()).isEqualTo(Phase.RUNNING);
        assertThat(RUNNING.version()).isEqualTo(1);
    }

    @Test
    void plan_withEachStepPassed_endsAtItsLastShare() {
        MigrationState second = RUNNING.raised();
        MigrationState third = second.raised();
        MigrationState end = third.raised();

        assertThat(second.share()).isEqualTo(0.5);
        assertThat(third.share()).isEqualTo(1);
        assertThat(third.phase()).isEqualTo(Phase.RUNNING);
        assertThat(end.share()).isEqualTo(1);
        assertThat(end.phase()).isEqualTo(Phase.COMPLETED);
        assertThat(end.isPlanned()).isFalse();
    }

    @Test
    void plan_takenBack_isAtNothing() {
        MigrationState back = RUNNING.raised().takenBack();

        assertThat(back.share()).isZero();
        assertThat(back.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(back.plan()).contains(PLAN);
        assertThat(back.step()).isEqualTo(1);
    }

    @Test
    void plan_whileOneRuns_isNotPossible() {
        assertNotPossible(RUNNING, new Start(PLAN));
        assertNotPossible(RUNNING.after(new Pause()), new Start(PLAN));
        assertThat(RUNNING.takenBack().after(new Start(PLAN)).share()).isEqualTo(0.1);
    }

    @Test
    void plan_paused_keepsItsShareUntilResumed() {
        MigrationState paused = RUNNING.raised().after(new Pause());
        MigrationState resumed = paused.after(new Resume());

        assertThat(paused.share()).isEqualTo(0.5);
        assertThat(paused.phase()).isEqualTo(Phase.PAUSED);
        assertThat(resumed.share()).isEqualTo(0.5);
        assertThat(resumed.phase()).isEqualTo(Phase.RUNNING);
        assertThat(resumed.step()).isEqualTo(1);
        assertNotPossible(paused, new Pause());
        assertNotPossible(resumed, new Resume());
    }

    @Test
    void plan_aborted_isAtNothing() {
        MigrationState aborted = RUNNING.raised().after(new Abort());

        assertThat(aborted.share()).isZero();
        assertThat(aborted.phase()).isEqualTo(Phase.ABORTED);
    }

    @Test
    void share_setByHand_endsAPlan() {
        MigrationState set = RUNNING.after(new SetShare(0.3));

        assertThat(set.share()).isEqualTo(0.3);
        assertThat(set.phase()).isEqualTo(Phase.MANUAL);
        assertThat(set.plan()).isEmpty();
    }

    @Test
    void instruction_withoutAPlanUnderWay_isNotPossible() {
        for (MigrationState state : List.of(MigrationState.INITIAL, RUNNING.takenBack(), RUNNING.after(new Abort()))) {
            assertNotPossible(state, new Pause());
            assertNotPossible(state, new Resume());
            assertNotPossible(state, new Abort());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void share_outsideOfNothingAndAll_isRefused(double share) {
        assertThatIllegalArgumentException().isThrownBy(() -> new SetShare(share));
        assertThatIllegalArgumentException().isThrownBy(() -> plan(share));
    }

    @Test
    void plan_whoseStepsDoNotRise_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> plan());
        assertThatIllegalArgumentException().isThrownBy(() -> plan(0.0, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> plan(0.5, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> plan(0.5, 0.1));
    }
}
