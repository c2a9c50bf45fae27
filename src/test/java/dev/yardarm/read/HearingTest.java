package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Up to when a gateway has heard, and what follows from it. */
class HearingTest {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final Environment STAGING = new Environment("staging");
    private static final int STEPS = 500;

    private final ManualClock clock = new ManualClock();
    private final Hearing hearing = new Hearing(clock, MAX_AGE);

    @Test
    void isCurrent_nothingHeard_isFalse() {
        assertThat(hearing.isCurrent(PRODUCTION)).isFalse();
    }

    @Test
    void isCurrent_oneEnvironmentAnswered_isThatAlone() {
        hearing.answeredAt(PRODUCTION, clock.instant());

        assertThat(hearing.isCurrent(PRODUCTION)).isTrue();
        assertThat(hearing.isCurrent(STAGING)).isFalse();
    }

    /** A load that was under way already says nothing of what the cache has said since. */
    @Test
    void isCurrent_doubted_isFalseUntilTheStoreWasAskedAfterwards() {
        hearing.feedIs(new FeedState.Connected(clock.instant()));
        Instant before = clock.instant();
        clock.advance(Duration.ofMillis(1));

        hearing.doubt(PRODUCTION);

        assertThat(hearing.isCurrent(PRODUCTION)).isFalse();
        assertThat(hearing.isCurrent(STAGING)).isTrue();
        hearing.answeredAt(PRODUCTION, before);
        assertThat(hearing.isCurrent(PRODUCTION)).isFalse();
        clock.advance(Duration.ofMillis(1));
        hearing.answeredAt(PRODUCTION, clock.instant());
        assertThat(hearing.isCurrent(PRODUCTION)).isTrue();
    }

    @Test
    void isCurrent_feedAwaySinceBeforeItWasNoticed_countsFromThen() {
        hearing.feedIs(new FeedState.Connected(clock.instant()));
        Instant confirmed = clock.instant();
        clock.advance(MAX_AGE);

        hearing.feedIs(new FeedState.Away(confirmed));

        assertThat(hearing.isCurrent(PRODUCTION)).isFalse();
    }

    @Test
    void isCurrent_feedThatNeverWasConnected_bringsNothing() {
        hearing.feedIs(new FeedState.Away(clock.instant()));

        assertThat(hearing.isCurrent(PRODUCTION)).isFalse();
    }

    /** Whatever happens in whatever order, it is what follows from the latest moment that all was heard of. */
    @RepeatedTest(20)
    void isCurrent_anyHistory_isWhatItSays(RepetitionInfo repetition) {
        Random dice = new Random(repetition.getCurrentRepetition());
        Instant all = Instant.EPOCH;
        Instant one = Instant.EPOCH;
        boolean connected = false;
        for (int step = 0; step < STEPS; step++) {
            clock.advance(Duration.ofMillis(dice.nextInt(700)));
            Instant moment = clock.instant().minusMillis(dice.nextInt(2_000));
            switch (dice.nextInt(5)) {
                case 0 -> {
                    if (connected) {
                        break;
                    }
                    hearing.feedIs(new FeedState.Connected(clock.instant()));
                    all = later(all, clock.instant());
                    connected = true;
                }
                case 1 -> {
                    all = connected ? later(all, moment) : all;
                    hearing.feedIs(new FeedState.Away(moment));
                    connected = false;
                }
                case 2 -> {
                    hearing.allHeardAt(moment);
                    all = later(all, moment);
                }
                case 3 -> {
                    hearing.answeredAt(PRODUCTION, moment);
                    one = later(one, moment);
                }
                default -> clock.advance(MAX_AGE);
            }
            assertThat(hearing.isCurrent(PRODUCTION))
                    .as("repetition %s, step %s", repetition.getCurrentRepetition(), step)
                    .isEqualTo(later(all, one)
                            .plus(connected ? Hearing.FEED_SILENCE : MAX_AGE)
                            .isAfter(clock.instant()));
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
