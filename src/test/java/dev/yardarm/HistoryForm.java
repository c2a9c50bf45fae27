package dev.yardarm;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long histories are recorded, and by which draws.
 *
 * @param faults how long faults are made, their mending included
 */
record HistoryForm(Duration faults, long seed) {
    private static final int SHORT_SECONDS = 12;
    private static final int SEEDS = 1_000_000;

    /**
     * By the system properties {@code yardarm.history.seconds} and {@code yardarm.history.seed}; without them the short
     * form, and a seed that is drawn.
     */
    static HistoryForm asked() {
        return new HistoryForm(
                Duration.ofSeconds(Integer.getInteger("yardarm.history.seconds", SHORT_SECONDS)),
                // Given by a script whose caller has given none, it is empty.
                Optional.ofNullable(System.getProperty("yardarm.history.seed"))
                        .filter(text -> !text.isBlank())
                        .map(Long::valueOf)
                        .orElseGet(() -> (long) RandomGenerator.getDefault().nextInt(SEEDS)));
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + faults.toSeconds() + " s of faults";
    }
}
