package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Revision;
import dev.yardarm.read.Fence.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all event loops of a gateway share, used by several threads at the same time. */
class SharedByLoopsTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 100_000;
    /** By how much one goes beyond what is there at most, so that all collide there all the time. */
    private static final int SPREAD = 8;

    private static final long DEADLINE_SECONDS = 120;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final CyclicBarrier start = new CyclicBarrier(THREADS);
    private final Fence fence = new Fence();
    private final LastKnownGood lastKnownGood = Snapshots.lastKnownGood(new ManualClock());

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    /** Part of what one thread does, with dice of its own; returns a count. */
    private interface Part {
        long play(Random dice);
    }

    @Test
    void fence_raisedByManyThreads_goesDownForNone() throws Exception {
        assertThat(sum(dice -> {
                    long below = 0;
                    Revision last = Revision.NONE;
                    for (int round = 0; round < ROUNDS; round++) {
                        Revision seen = new Revision(last.value() + dice.nextInt(SPREAD));
                        boolean shown = dice.nextBoolean();
                        if (shown) {
                            fence.raise(PRODUCTION, seen);
                        } else {
                            fence.hear(PRODUCTION, seen);
                        }
                        Revision now = fence.of(PRODUCTION);
                        below += now.isBefore(last.or(seen)) ? 1 : 0;
                        below += shown && fence.shown(PRODUCTION).isBefore(seen) ? 1 : 0;
                        last = now;
                    }
                    return below;
                }))
                .isZero();
    }

    /** Only one of those who found the same may lower it. */
    @Test
    void fence_loweredByManyThreads_isLoweredOnceForEach() throws Exception {
        fence.raise(PRODUCTION, new Revision(ROUNDS));

        long lowered = sum(dice -> {
            long mine = 0;
            for (Mark now = fence.mark(PRODUCTION); !now.known().equals(Revision.NONE); now = fence.mark(PRODUCTION)) {
                mine += fence.lower(PRODUCTION, now, new Revision(now.known().value() - 1), () -> {}) ? 1 : 0;
            }
            return mine;
        });

        assertThat(lowered).isEqualTo(ROUNDS);
    }

    @Test
    void lastKnownGood_offeredByManyThreads_isNeverBelowWhatOneHasJustOffered() throws Exception {
        assertThat(sum(dice -> {
                    long below = 0;
                    Revision last = Revision.NONE;
                    for (int round = 0; round < ROUNDS; round++) {
                        EncodedSnapshot offered = snapshot(PRODUCTION, last.value() + dice.nextInt(SPREAD), 0);
                        if (dice.nextBoolean()) {
                            lastKnownGood.offer(offered);
                        } else {
                            lastKnownGood.offerCached(offered);
                        }
                        Revision now = lastKnownGood
                                .find(PRODUCTION)
                                .orElseThrow()
                                .snapshot()
                                .revision();
                        below += now.isBefore(last.or(offered.revision())) ? 1 : 0;
                        last = now;
                    }
                    return below;
                }))
                .isZero();
    }

    private long sum(Part part) throws InterruptedException, ExecutionException, TimeoutException {
        List<Future<Long>> playing = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random dice = new Random(thread);
            Callable<Long> together = () -> {
                start.await();
                return part.play(dice);
            };
            playing.add(threads.submit(together));
        }
        long sum = 0;
        for (Future<Long> each : playing) {
            sum += each.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
        return sum;
    }
}
