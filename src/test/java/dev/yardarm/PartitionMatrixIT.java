package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.NetworkNeeded;
import dev.yardarm.fixture.PrivateNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Row F15 of the fault matrix, once for each seed of the system property {@code yardarm.matrix.seeds}; its lines stand
 * in the matrix's table.
 */
@Tag("alone")
class PartitionMatrixIT {
    private static final MatrixTable TABLE = new MatrixTable(MatrixForm.asked(false), "3-partition");

    /** Start, end and waiting, besides the time that the cut lasts. */
    private static final Duration AROUND = Duration.ofSeconds(90);

    static Stream<String> seeds() {
        return Arrays.stream(System.getProperty("yardarm.matrix.seeds", "1").split(","));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void f15_partition(String seed) throws IOException {
        NetworkNeeded.orExplain();
        Duration limit = AROUND.plusSeconds(Integer.getInteger(SplitScenario.SECONDS, 0));

        PrivateNetwork.Outcome outcome =
                PrivateNetwork.run(SplitScenario.class, List.of(SplitScenario.SEED + "=" + seed.strip()), limit);

        outcome.output().stream().filter(line -> line.startsWith("| F15 ")).forEach(TABLE::add);
        assertThat(outcome.exitCode()).as(String.join("\n", outcome.output())).isZero();
    }
}
