package dev.yardarm;

import dev.yardarm.fixture.LoadReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The figures of all runs, as Markdown in {@code target/fault-matrix.md}, complete up to the last run at any time. */
final class MatrixTable {
    private static final Path FILE = Path.of("target", "fault-matrix.md");

    private static final String HEAD = """
            | row | fault | topology | seed | reads | p50 | p99 | max | p99, first second | p99, later | \
            Redis again, ms | from | hits since | not 200 | stale | changes (refused) | breaker open, ms | \
            p99, breaker open | outcome | notes |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private final String header;
    private final List<String> lines = new ArrayList<>();

    MatrixTable(MatrixForm form) {
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

    @Override
    public String toString() {
        return header + HEAD + String.join("", lines);
    }

    private void add(MatrixRun run, List<String> cells) {
        String line = "| " + run.row().id() + " | " + run.row().fault() + " | "
                + run.shape().name().toLowerCase(Locale.ROOT) + " | " + run.seed() + " | "
                + cells.stream().map(MatrixTable::cell).collect(Collectors.joining(" | ")) + " |\n";
        lines.add(line);
        System.out.print(line);
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            Files.writeString(FILE, toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
