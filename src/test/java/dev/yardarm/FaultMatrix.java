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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Redis fails in every way while reads and changes go on: no read fails, none is stale, and all is well again by itself.
 *
 * <p>Without further words every row once and short; {@link MatrixForm} says how to ask for more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultMatrix {
    /**
     * A row is played again if something was too late, since the machine may have had other work; a row that is too late each
     * time fails, and so does one with a wrong answer in any of them. All of them are in the table.
     */
    private static final int ATTEMPTS = 3;

    /** Of a failure, in the table. */
    private static final int MOST_CHARACTERS = 300;

    private final Shape shape;
    private final boolean near;
    private final MatrixForm form;
    private final MatrixTable table;
    private @Nullable Scene scene;

    /**
     * Of one topology.
     *
     * @param near whether the gateway answers from its own memory
     * @param part of the table for these rows
     */
    FaultMatrix(Shape shape, boolean near, String part) {
        this.shape = shape;
        this.near = near;
        this.form = MatrixForm.asked(near);
        this.table = new MatrixTable(form, part);
    }

    Stream<MatrixRun> runs() {
        return MatrixRun.all(near ? MatrixRows.withNearCache() : MatrixRows.all(), shape, near, form);
    }

    @AfterAll
    void end() {
        if (scene != null) {
            scene.close();
            scene = null;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void holds(MatrixRun run) throws Exception {
        Optional<String> obstacle = run.row().obstacle().get();
        if (obstacle.isPresent()) {
            leaveOut(run, obstacle.get());
        }
        List<String> late = played(run);
        for (int again = 1; !late.isEmpty() && again < ATTEMPTS; again++) {
            late = played(run);
        }
        assertThat(late).as(run.toString()).isEmpty();
    }

    /** Plays it once; fails if an answer was wrong, and returns what was too late. */
    private List<String> played(MatrixRun run) throws Exception {
        RowFigures figures;
        try {
            Scene set = scene();
            set.settle();
            figures = run.play(set, form);
        } catch (Exception | AssertionError e) {
            table.add(run, "**FAILED**: " + summary(e));
            e.printStackTrace();
            end();
            return List.of(summary(e));
        }
        List<Bar> broken =
                run.row().bars().stream().filter(bar -> !bar.holds(figures)).toList();
        table.add(run, figures, broken.stream().map(bar -> bar.broken(figures)).toList());
        assertThat(broken.stream().filter(bar -> !bar.isOfTime()).map(bar -> bar.broken(figures)))
                .as(run.toString())
                .isEmpty();
        return broken.stream()
                .filter(form::asserts)
                .map(bar -> bar.broken(figures))
                .toList();
    }

    private Scene scene() {
        Scene current = scene;
        if (current == null) {
            current = Scene.set(shape, near);
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
