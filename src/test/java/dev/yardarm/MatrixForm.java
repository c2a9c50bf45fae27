package dev.yardarm;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much of the fault matrix is run.
 *
 * @param seeds each row is run once with each of them
 * @param load how long the load of a row lasts at least; empty for as long as suffices
 * @param rows ids of those to run; empty for all
 */
record MatrixForm(List<Long> seeds, Optional<Duration> load, Set<String> rows) {
    private static final String SHORT_SEEDS = "1";

    /** With the near cache on: what it hides, and what it does not. */
    private static final String SHORT_NEAR_ROWS = "F3,F7,F9,F10,F11,F12b";

    private static final String ALL = "all";

    /** The first second of a hang, and three more; a promotion takes that long too. */
    private static final Duration SHORT = Duration.ofSeconds(4);

    private static final Duration BRIEF = Duration.ofMillis(1_500);

    /** Of a row's load, for the time before the fault and after it. */
    private static final Duration AROUND = Duration.ofSeconds(4);

    /**
     * By the system properties {@code yardarm.matrix.seeds} ({@code 1,2,3}), {@code yardarm.matrix.seconds} and {@code
     * yardarm.matrix.rows} ({@code F2,F3}, or {@code all}); without them the short form: every row once. For gateways that
     * answer from their own memory by {@code yardarm.matrix.near.seeds} and so on; without them some rows once.
     */
    static MatrixForm asked(boolean near) {
        String prefix = near ? "yardarm.matrix.near." : "yardarm.matrix.";
        return new MatrixForm(
                words(System.getProperty(prefix + "seeds", SHORT_SEEDS))
                        .map(Long::valueOf)
                        .toList(),
                Optional.ofNullable(Integer.getInteger(prefix + "seconds")).map(Duration::ofSeconds),
                words(System.getProperty(prefix + "rows", near ? SHORT_NEAR_ROWS : ALL))
                        .filter(word -> !word.equals(ALL))
                        .collect(Collectors.toSet()));
    }

    /** How long the load of a row lasts at least; zero for as long as suffices. Brief rows get half of the time. */
    Duration load(MatrixRow row) {
        return load.map(time -> row.isBrief() ? time.dividedBy(2) : time).orElse(Duration.ZERO);
    }

    /** How long a fault lasts at least. */
    Duration lasts(MatrixRow row) {
        Duration least = row.isBrief() ? BRIEF : SHORT;
        Duration most = load(row).minus(AROUND);
        return most.compareTo(least) > 0 ? most : least;
    }

    /** The short form shows latencies, and leaves the judgement of them to the full one, on a machine that is quiet. */
    boolean asserts(Bar bar) {
        return !bar.isOfLatency() || load.isPresent();
    }

    boolean has(MatrixRow row) {
        return has(row.id());
    }

    boolean has(String row) {
        return rows.isEmpty() || rows.contains(row);
    }

    @Override
    public String toString() {
        return "seeds " + seeds.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + load.map(time ->
                                ", each row's load for " + time.toSeconds() + " s or more, half of it for brief rows")
                        .orElse(", the short form");
    }

    private static java.util.stream.Stream<String> words(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(word -> !word.isEmpty());
    }
}
