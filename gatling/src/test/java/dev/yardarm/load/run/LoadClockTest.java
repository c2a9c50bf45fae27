package dev.yardarm.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoadClockTest {
    private static final LoadShape SHAPE = new LoadShape(1, 1, Duration.ofSeconds(10), Duration.ofSeconds(60));

    /** Near its end, where a clock of nanoseconds begins anew. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private LoadClock clock(Background... beside) {
        return new LoadClock(SHAPE, List.of(beside), nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void isWarm_warmUp_onlyOnceItIsOver() {
        LoadClock clock = clock();

        pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(clock.isWarm()).isFalse();

        pass(Duration.ofNanos(1));
        assertThat(clock.isWarm()).isTrue();
    }

    @Test
    void isOver_nothingBeside_afterWarmUpAndDuration() {
        LoadClock clock = clock();

        pass(Duration.ofSeconds(70).minusNanos(1));
        assertThat(clock.isOver()).isFalse();

        pass(Duration.ofNanos(1));
        assertThat(clock.isOver()).isTrue();
    }

    @Test
    void start_someTimeAfterItWasMade_countsFromThere() {
        LoadClock clock = clock();
        pass(Duration.ofSeconds(70));

        clock.start();

        assertThat(clock.isWarm()).isFalse();
        assertThat(clock.isOver()).isFalse();
    }

    @Test
    void isOver_somethingStillRunsBeside_onlyOnceAllHasEnded() {
        CountDownLatch end = new CountDownLatch(1);
        Background ended = new Background("ended", () -> {});
        Background running = new Background("running", () -> await(end));
        LoadClock clock = clock(ended, running);
        ended.start();
        running.start();
        BackgroundTest.awaitEnd(ended);

        pass(Duration.ofSeconds(70));
        assertThat(clock.isOver()).isFalse();

        end.countDown();
        BackgroundTest.awaitEnd(running);
        assertThat(clock.isOver()).isTrue();
    }

    @Test
    void isOver_whatRanBesideHasEnded_notBeforeItsTime() {
        Background ended = new Background("ended", () -> {});
        LoadClock clock = clock(ended);
        ended.start();
        BackgroundTest.awaitEnd(ended);

        pass(Duration.ofSeconds(69));

        assertThat(clock.isOver()).isFalse();
    }

    @Test
    void isOver_whatRanBesideHasFailed_isOver() {
        Background failed = new Background("failed", () -> {
            throw new IllegalStateException("meant");
        });
        LoadClock clock = clock(failed);
        failed.start();
        BackgroundTest.awaitEnd(failed);

        pass(Duration.ofSeconds(70));

        assertThat(clock.isOver()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
