package dev.yardarm;

import dev.yardarm.History.Read;
import dev.yardarm.History.Write;
import dev.yardarm.HistoryChecker.Violation;
import dev.yardarm.fixture.LoadReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The figures of all histories, as Markdown in {@code target/history-check.md}, and what was wrong with one beside it. */
final class HistoryTable {
    private static final Path FOLDER = Path.of("target");
    private static final Path FILE = FOLDER.resolve("history-check.md");
    private static final String HEAD = """
            | near cache | seed | faults | reads | 409, 503 where allowed | marked stale | changes | refused | unknown | not taken | \
            p50 | p99 | max | greatest age | convergence | violations |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private final String header;
    private final List<String> lines = new ArrayList<>();

    HistoryTable(HistoryForm form) {
        this.header = """
                # History check

                On %d processors, %s %s, Java %s. %s, for each of the lines. Times are in milliseconds: of plain reads \
                from sending to answer; "not taken" are reads and changes whose connection a gateway did not take while \
                it was restarted; "greatest age" since what an unmarked answer lacks was acknowledged through \
                the other gateway; "convergence" from a feed's return until its gateway lacks nothing.

                """.formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version(),
                        form);
    }

    /** A history's line, as {@link #line} gives it. */
    void add(String line) {
        lines.add(line + "\n");
        write(FILE, header + HEAD + String.join("", lines));
    }

    /** Whether it is a history's, among all that was printed. */
    static boolean isLine(String printed, String nearCache) {
        return printed.startsWith("| " + nearCache + " | ");
    }

    static String line(String nearCache, long seed, List<String> played, History history, HistoryChecker checker) {
        List<Write> refused = history.writes().stream()
                .filter(write -> !write.isAcknowledged() && !write.isUnconnected())
                .toList();
        long unknown = refused.stream().filter(Write::isUnknown).count();
        long taken = history.writes().stream().filter(Write::isAcknowledged).count();
        long notTaken = history.writes().stream().filter(Write::isUnconnected).count()
                + history.reads().stream().filter(Read::isUnconnected).count();
        LoadReport plain = plain(history);
        return row(List.of(
                nearCache,
                Long.toString(seed),
                played.size() + ": " + String.join("; ", played),
                Integer.toString(history.reads().size()),
                share(history, read -> !read.isOk() && !read.isUnconnected()),
                share(history, Read::isMarkedStale),
                Long.toString(taken),
                Long.toString(refused.size() - unknown),
                Long.toString(unknown),
                Long.toString(notTaken),
                millis(plain.percentile(0.5)),
                millis(plain.percentile(0.99)),
                millis(plain.max()),
                millis(checker.greatestAge()),
                millis(checker.greatestConvergence()),
                Integer.toString(checker.violations().size())));
    }

    /** Leaves the whole history, with what is wrong with it, and returns where. */
    static Path leave(String name, List<String> played, List<Violation> violations, History history) {
        Path file = FOLDER.resolve("history-" + name + ".txt");
        write(
                file,
                violations.stream().map(Violation::toString).collect(Collectors.joining("\n")) + "\n\n"
                        + String.join("\n", played) + "\n\n" + history.text() + "\n");
        return file;
    }

    private static String share(History history, Predicate<Read> condition) {
        return Long.toString(history.reads().stream().filter(condition).count());
    }

    /** Without those that ask for a revision, which may have to wait for it. */
    private static LoadReport plain(History history) {
        return new LoadReport(history.reads().stream()
                .filter(read -> read.atLeast() == 0 && !read.isUnconnected())
                .map(read -> new LoadReport.Sample(
                        read.key().orElse(""),
                        Duration.ofNanos(read.beganNanos()),
                        Duration.ofNanos(read.endedNanos() - read.beganNanos()),
                        read.status(),
                        Long.toString(read.revision()),
                        read.cacheStatus(),
                        read.problem()))
                .toList());
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }
}
