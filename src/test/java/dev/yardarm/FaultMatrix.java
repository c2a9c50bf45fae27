package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.yardarm.fixture.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Redis fails in every way while reads and changes go on: no read fails, none is stale, and all is well again by itself.
 *
 * <p>Without further words every row once and short; {@link MatrixForm} says how to ask for more.
 */
@Tag("matrix")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultMatrix {
    private static final MatrixForm FORM = MatrixForm.asked();

    /** Of a failure, in the table. */
    private static final int MOST_CHARACTERS = 300;

    private final Shape shape;
    private final MatrixTable table;
    private @Nullable Scene scene;

    /** @param part of the table for the rows on this topology */
    FaultMatrix(Shape shape, String part) {
        this.shape = shape;
        this.table = new MatrixTable(FORM, part);
    }

    Stream<MatrixRun> runs() {
        return MatrixRun.all(MatrixRows.all(), shape, FORM);
    }

    @AfterAll
    void end() {
        if (scene != null) {
            scene.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void holds(MatrixRun run) throws Exception {
        Optional<String> obstacle = run.row().obstacle().get();
        if (obstacle.isPresent()) {
            leaveOut(run, obstacle.get());
        }
        RowFigures figures = play(run);
        List<Bar> broken =
                run.row().bars().stream().filter(bar -> !bar.holds(figures)).toList();
        table.add(run, figures, broken.stream().map(bar -> bar.broken(figures)).toList());
        assertThat(broken.stream().filter(FORM::asserts).map(bar -> bar.broken(figures)))
                .as(run.toString())
                .isEmpty();
    }

    private RowFigures play(MatrixRun run) throws Exception {
        try {
            Scene set = scene();
            set.settle();
            return run.play(set, FORM.lasts(run.row()));
        } catch (Exception | AssertionError e) {
            table.add(run, "**FAILED**: " + summary(e));
            if (scene != null) {
                scene.giveUpGateway();
            }
            throw e;
        }
    }

    private Scene scene() {
        Scene current = scene;
        if (current == null) {
            current = Scene.set(shape);
            scene = current;
        }
        return current;
    }

    /** Loud, and on a machine of CI a failure. */
    private void leaveOut(MatrixRun run, String obstacle) {
        String said = run + " CANNOT BE MADE HERE: " + obstacle;
        table.add(run, "**NOT RUN**: " + obstacle);
        System.err.println(said);
        if ("true".equals(System.getenv("CI"))) {
            fail(said);
        }
        Assumptions.abort(said);
    }

    private static String summary(Throwable failure) {
        String text = failure.toString();
        return text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
    }
}
