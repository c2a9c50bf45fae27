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

    public LoadShape {
        if (users > rate * MOST_SECONDS_OF_PACE) {
            throw new Refusal(
                    "-Dusers=%d and -Drate=%d: every user has to ask once a minute at least".formatted(users, rate));
        }
    }

    /** From one request of a user to its next. */
    public Duration pace() {
        return Duration.ofNanos(users * 1_000_000_000L / rate);
    }
}
