package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Fence.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The one thing that only rises, save where the truth itself went back. */
class FenceTest {
    private final Fence fence = new Fence();

    @Test
    void of_nothingKnown_isNone() {
        assertThat(fence.of(PRODUCTION)).isEqualTo(Revision.NONE);
    }

    @Test
    void raise_later_rises() {
        fence.raise(PRODUCTION, new Revision(7));
        fence.raise(PRODUCTION, new Revision(9));

        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(9));
    }

    @Test
    void raise_earlier_changesNothing() {
        fence.raise(PRODUCTION, new Revision(9));
        fence.raise(PRODUCTION, new Revision(7));

        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(9));
    }

    @Test
    void raise_oneEnvironment_leavesTheOthers() {
        fence.raise(PRODUCTION, new Revision(9));

        assertThat(fence.of(new Environment("staging"))).isEqualTo(Revision.NONE);
    }

    @Test
    void hear_later_risesAndShowsNothing() {
        fence.raise(PRODUCTION, new Revision(7));
        fence.hear(PRODUCTION, new Revision(9));

        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(9));
        assertThat(fence.shown(PRODUCTION)).isEqualTo(new Revision(7));
    }

    @Test
    void hear_earlier_changesNothing() {
        fence.raise(PRODUCTION, new Revision(9));
        fence.hear(PRODUCTION, new Revision(7));

        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(9));
        assertThat(fence.shown(PRODUCTION)).isEqualTo(new Revision(9));
    }

    @Test
    void raise_belowWhatWasHeardOf_isShownAndLowersNothing() {
        fence.hear(PRODUCTION, new Revision(9));
        fence.raise(PRODUCTION, new Revision(7));

        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(9));
        assertThat(fence.shown(PRODUCTION)).isEqualTo(new Revision(7));
    }

    @Test
    void lower_belowWhatWasShown_lowersThatToo() {
        fence.raise(PRODUCTION, new Revision(7));
        fence.hear(PRODUCTION, new Revision(9));

        assertThat(lowerTo(8, fence.mark(PRODUCTION))).isTrue();
        assertThat(fence.shown(PRODUCTION)).isEqualTo(new Revision(7));
        assertThat(lowerTo(4, fence.mark(PRODUCTION))).isTrue();
        assertThat(fence.shown(PRODUCTION)).isEqualTo(new Revision(4));
    }

    @Test
    void lower_fromWhereItStands_lowers() {
        fence.raise(PRODUCTION, new Revision(9));

        assertThat(lowerTo(4, fence.mark(PRODUCTION))).isTrue();
        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(4));
    }

    @Test
    void lower_afterItHasRisen_changesNothing() {
        fence.raise(PRODUCTION, new Revision(9));
        Mark before = fence.mark(PRODUCTION);
        fence.raise(PRODUCTION, new Revision(10));

        assertThat(lowerTo(4, before)).isFalse();
        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(10));
    }

    @Test
    void lower_asAnotherHasAlready_changesNothing() {
        fence.raise(PRODUCTION, new Revision(9));
        Mark before = fence.mark(PRODUCTION);
        assertThat(lowerTo(4, before)).isTrue();

        assertThat(lowerTo(3, before)).isFalse();
        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(4));
    }

    /** As when the store has given the revision again: it stands where it stood, and yet for something else. */
    @Test
    void lower_afterItWasLoweredAndIsBackAtTheSame_changesNothing() {
        fence.raise(PRODUCTION, new Revision(9));
        Mark before = fence.mark(PRODUCTION);
        assertThat(lowerTo(4, before)).isTrue();
        fence.raise(PRODUCTION, new Revision(9));

        assertThat(fence.isInEra(PRODUCTION, before)).isFalse();
        assertThat(lowerTo(4, before)).isFalse();
        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(9));
    }

    @Test
    void lower_afterACommitAtOrBelowIt_changesNothing() {
        fence.raise(PRODUCTION, new Revision(9));
        Mark before = fence.mark(PRODUCTION);
        fence.commit(PRODUCTION, new Revision(9));
        assertThat(lowerTo(8, before)).isFalse();

        Mark later = fence.mark(PRODUCTION);
        fence.announce(PRODUCTION, new Revision(5));
        assertThat(lowerTo(4, later)).isFalse();
        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(9));
    }

    @Test
    void lower_whatIsAbove_isDroppedBeforeItShowsAndOnlyIfItIsLowered() {
        fence.raise(PRODUCTION, new Revision(9));
        Mark before = fence.mark(PRODUCTION);
        List<Revision> droppedAt = new ArrayList<>();

        fence.lower(PRODUCTION, before, new Revision(4), () -> droppedAt.add(fence.of(PRODUCTION)));
        fence.lower(PRODUCTION, before, new Revision(3), () -> droppedAt.add(fence.of(PRODUCTION)));

        assertThat(droppedAt).containsExactly(new Revision(9));
    }

    @Test
    void raise_byWhatWasSeenBeforeItWasLowered_changesNothing() {
        fence.raise(PRODUCTION, new Revision(7));
        Mark before = fence.mark(PRODUCTION);
        fence.raise(PRODUCTION, before, new Revision(8));
        assertThat(fence.shown(PRODUCTION)).isEqualTo(new Revision(8));
        assertThat(lowerTo(3, fence.mark(PRODUCTION))).isTrue();

        fence.raise(PRODUCTION, before, new Revision(8));

        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision(3));
    }

    @Test
    void lower_nothingKnown_changesNothing() {
        assertThat(lowerTo(0, fence.mark(PRODUCTION))).isFalse();
    }

    private boolean lowerTo(long truth, Mark stoodAt) {
        return fence.lower(PRODUCTION, stoodAt, new Revision(truth), () -> {});
    }

    /** Whatever is seen in whatever order, it stands at the highest since the truth was last found lower. */
    @RepeatedTest(20)
    void of_anyHistory_isTheHighestSinceItWasLowered(RepetitionInfo repetition) {
        Random dice = new Random(repetition.getCurrentRepetition());
        long highest = 0;
        Mark old = fence.mark(PRODUCTION);
        boolean hasMoved = false;
        for (int step = 0; step < 500; step++) {
            if (dice.nextInt(4) == 0) {
                old = fence.mark(PRODUCTION);
                hasMoved = false;
            }
            long number = dice.nextLong(1, 50);
            if (dice.nextInt(8) > 0) {
                fence.raise(PRODUCTION, new Revision(number));
                hasMoved |= number > highest;
                highest = Math.max(highest, number);
            } else {
                boolean isOld = dice.nextBoolean();
                boolean lowered = lowerTo(1 + number / 2, isOld ? old : fence.mark(PRODUCTION));
                assertThat(lowered).isEqualTo(highest > 0 && (!isOld || !hasMoved));
                hasMoved |= lowered;
                highest = lowered ? 1 + number / 2 : highest;
            }
            assertThat(fence.of(PRODUCTION))
                    .as("repetition %s, step %s", repetition.getCurrentRepetition(), step)
                    .isEqualTo(new Revision(highest));
        }
    }

    @Test
    void raise_byManyThreads_endsAtTheHighestAndNeverFalls() throws Exception {
        int threads = 4;
        int raises = 5_000;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Boolean>> runs = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int offset = thread;
                runs.add(executor.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return raiseInSteps(offset, threads, raises);
                }));
            }
            for (Future<Boolean> run : runs) {
                assertThat(run.get(20, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(fence.of(PRODUCTION)).isEqualTo(new Revision((long) threads * raises));
    }

    /** Whether no step was followed by less than itself or than what was seen before. */
    private boolean raiseInSteps(int offset, int threads, int raises) {
        Revision seen = Revision.NONE;
        for (int i = 0; i < raises; i++) {
            Revision raised = new Revision((long) i * threads + offset + 1);
            fence.raise(PRODUCTION, raised);
            Revision now = fence.of(PRODUCTION);
            if (now.isBefore(raised) || now.isBefore(seen)) {
                return false;
            }
            seen = now;
        }
        return true;
    }
}
