package dev.yardarm.load.run;

import dev.yardarm.load.gateway.Refusal;
import java.time.Duration;

/**
 * How much is asked, and for how long.
 *
 * @param users at once, each with a connection of its own
 * @param rate requests a second of all users together; less if the answers take longer than a user's pace
 * @param warmUp in which users come one after another, and nothing is judged
 * @param duration of what is judged
 */
public record LoadShape(int users, int rate, Duration warmUp, Duration duration) {
    private static final int MOST_SECONDS_OF_PACE = 60;

    /** Gatling keeps no pace of less than two milliseconds. */
    private static final int MOST_REQUESTS_A_SECOND_OF_A_USER = 500;

    public LoadShape {
        if (users > (long) rate * MOST_SECONDS_OF_PACE) {
            throw new Refusal(
                    "-Dusers=%d and -Drate=%d: every user has to ask once a minute at least".formatted(users, rate));
        }
        if (rate > (long) users * MOST_REQUESTS_A_SECOND_OF_A_USER) {
            throw new Refusal(
                    "-Dusers=%d and -Drate=%d: a user can ask %d times a second at most, so more users are needed"
                            .formatted(users, rate, MOST_REQUESTS_A_SECOND_OF_A_USER));
        }
    }

    /** From one request of a user to its next. */
    public Duration pace() {
        return Duration.ofNanos(users * 1_000_000_000L / rate);
    }
}
