package dev.yardarm;

import dev.yardarm.fixture.LoadReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The figures of all runs, as Markdown in {@code target/fault-matrix.md}, complete up to the last run at any time.
 *
 * <p>Several tests, in JVMs of their own, fill one table: each writes a part, and joins all parts that there are.
 */
final class MatrixTable {
    private static final Path FILE = Path.of("target", "fault-matrix.md");
    private static final Path PARTS = Path.of("target", "fault-matrix");
    private static final String HALF = ".half";

    private static final String HEAD = """
            | row | fault | topology | seed | reads | p50 | p99 | max | p99, first second | p99, later | \
            Redis again, ms | from | hits since | not 200 | stale | changes (refused) | breaker open, ms | \
            p99, breaker open | outcome | notes |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private final String header;
    private final Path part;
    private final List<String> lines = new ArrayList<>();

    /** @param part of the table; parts stand in the order of their names */
    MatrixTable(MatrixForm form, String part) {
        this.part = PARTS.resolve(part);
        this.header = """
                # Fault matrix

                On %d processors, %s %s, Java %s. %s.
                %s. Latencies are in milliseconds, from the moment a read was due, of the reads due while the fault \
                lasted; "first second" until a second after it was complete, "later" the rest. "Redis again": until a \
                window of 250 ms with 99 %% hits, reads in the shadow of a change not counted.

                """.formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version(),
                        RowRun.LOAD,
                        form);
    }

    /** A run that came to its end. */
    void add(MatrixRun run, RowFigures figures, List<String> broken) {
        RowFigures.Changes changes = figures.changes();
        add(
                run,
                List.of(
                        Integer.toString(figures.during().count()),
                        millis(figures.during(), 0.5),
                        millis(figures.during(), 0.99),
                        millis(figures.during(), 1),
                        millis(figures.firstSecond(), 0.99),
                        millis(figures.later(), 0.99),
                        whole(figures.back()),
                        figures.origin(),
                        "%.1f %%".formatted(100 * figures.hitsSince()),
                        Integer.toString(figures.failed().size()),
                        Integer.toString(figures.stale().size()),
                        changes.acknowledged() + " (" + changes.refused().size() + ")",
                        whole(figures.breaker()),
                        millis(figures.opened(), 0.99),
                        broken.isEmpty() ? "held" : "**BROKEN**: " + String.join("; ", broken),
                        String.join("; ", figures.notes())));
    }

    /** A run that did not come to its end, or was not made at all. */
    void add(MatrixRun run, String outcome) {
        List<String> cells = new ArrayList<>(java.util.Collections.nCopies(14, "–"));
        cells.add(outcome);
        cells.add("");
        add(run, cells);
    }

    /** A line of twenty cells that was written elsewhere. */
    void add(String line) {
        lines.add(line + "\n");
        try {
            Files.createDirectories(PARTS);
            write(part, String.join("", lines));
            write(FILE, header + HEAD + joined());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(MatrixRun run, List<String> cells) {
        String line = "| " + run.row().id() + " | " + run.row().fault() + " | "
                + run.topology() + " | " + run.seed() + " | "
                + cells.stream().map(MatrixTable::cell).collect(Collectors.joining(" | ")) + " |";
        System.out.println(line);
        add(line);
    }

    private static String joined() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> parts = Files.list(PARTS)) {
            for (Path each : parts.filter(file -> !file.toString().endsWith(HALF))
                    .sorted()
                    .toList()) {
                all.append(Files.readString(each));
            }
        }
        return all.toString();
    }

    /** Whole or not at all, for those who read it meanwhile. */
    private static void write(Path file, String text) throws IOException {
        Path half = Path.of(file + "-" + ProcessHandle.current().pid() + HALF);
        Files.writeString(half, text);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }

    private static String millis(LoadReport reads, double share) {
        return reads.count() == 0
                ? "–"
                : String.format(Locale.ROOT, "%.1f", reads.percentile(share).toNanos() / 1e6);
    }

    private static String whole(Optional<Duration> duration) {
        return duration.map(known -> Long.toString(known.toMillis())).orElse("–");
    }
}
