package dev.yardarm;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much of the fault matrix is run.
 *
 * @param seeds each row is run once with each of them
 * @param lasts how long a fault lasts at least
 * @param rows ids of those to run; empty for all
 */
record MatrixForm(List<Long> seeds, Duration lasts, Set<String> rows) {
    private static final String SHORT_SEEDS = "1";
    private static final int SHORT_SECONDS = 4;

    /**
     * By the system properties {@code yardarm.matrix.seeds} ({@code 1,2,3}), {@code yardarm.matrix.seconds} and {@code
     * yardarm.matrix.rows} ({@code F2,F3}); without them the short form: every row once.
     */
    static MatrixForm asked() {
        return new MatrixForm(
                words(System.getProperty("yardarm.matrix.seeds", SHORT_SEEDS))
                        .map(Long::valueOf)
                        .toList(),
                Duration.ofSeconds(Integer.getInteger("yardarm.matrix.seconds", SHORT_SECONDS)),
                words(System.getProperty("yardarm.matrix.rows", "")).collect(Collectors.toSet()));
    }

    boolean has(MatrixRow row) {
        return rows.isEmpty() || rows.contains(row.id());
    }

    @Override
    public String toString() {
        return "seeds " + seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ", each fault for "
                + lasts.toSeconds() + " s or more";
    }

    private static java.util.stream.Stream<String> words(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(word -> !word.isEmpty());
    }
}
