package dev.yardarm;

import dev.yardarm.fixture.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A row to be played on a topology with a seed.
 *
 * @param near whether the gateway answers from its own memory
 */
record MatrixRun(MatrixRow row, Shape shape, boolean near, long seed) {

    /** All that a form asks for on a topology. */
    static Stream<MatrixRun> all(List<MatrixRow> rows, Shape shape, boolean near, MatrixForm form) {
        return form.seeds().stream()
                .flatMap(seed -> rows.stream()
                        .filter(row -> row.shapes().contains(shape) && form.has(row))
                        .map(row -> new MatrixRun(row, shape, near, seed)));
    }

    /** As the table names it. */
    String topology() {
        return shape.name().toLowerCase(Locale.ROOT) + (near ? ", near" : "");
    }

    /** Plays it on a scene in order. */
    RowFigures play(Scene scene, MatrixForm form) throws Exception {
        // Rows with the same seed are still to differ from one another.
        try (RowRun run = new RowRun(
                seed * 31 + row.id().hashCode(),
                near ? RowFigures.BEFORE : Duration.ZERO,
                form.lasts(row),
                form.load(row))) {
            row.script().play(scene, run);
            return run.figures();
        }
    }

    @Override
    public String toString() {
        return row.id() + " " + row.fault() + ", " + topology() + ", seed " + seed;
    }
}
