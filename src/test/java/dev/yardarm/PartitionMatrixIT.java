package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.NetworkNeeded;
import dev.yardarm.fixture.PrivateNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Row F15 of the fault matrix, once for each seed that {@link MatrixForm} asks for; its lines stand in the matrix's table.
 */
@Tag("alone")
class PartitionMatrixIT {
    private static final String ROW = "F15";
    private static final MatrixTable TABLE = new MatrixTable(MatrixForm.asked(false), "3-partition");

    /** Start, end and waiting, besides the time that the cut lasts. */
    private static final Duration AROUND = Duration.ofSeconds(90);

    static Stream<Arguments> runs() {
        return Stream.of(false, true)
                .filter(near -> MatrixForm.asked(near).has(ROW))
                .flatMap(near -> MatrixForm.asked(near).seeds().stream().map(seed -> Arguments.of(near, seed)));
    }

    @ParameterizedTest(name = "near cache {0}, seed {1}", allowZeroInvocations = true)
    @MethodSource("runs")
    void f15_partition(boolean near, long seed) throws IOException {
        NetworkNeeded.orExplain();
        Duration lasts = MatrixForm.asked(near).load().orElse(Duration.ZERO);

        PrivateNetwork.Outcome outcome = PrivateNetwork.run(
                SplitScenario.class,
                List.of(
                        SplitScenario.SEED + "=" + seed,
                        SplitScenario.NEAR + "=" + (near ? "on" : "off"),
                        SplitScenario.SECONDS + "=" + Math.max(SplitScenario.SHORT_SECONDS, lasts.toSeconds())),
                AROUND.plus(lasts));

        outcome.output().stream().filter(line -> line.startsWith("| F15 ")).forEach(TABLE::add);
        assertThat(outcome.exitCode()).as(String.join("\n", outcome.output())).isZero();
    }
}
