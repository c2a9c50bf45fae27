package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.NetworkNeeded;
import dev.yardarm.fixture.PrivateNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Row F15 of the fault matrix, once for each seed of the system property {@code yardarm.matrix.seeds}; its lines are written
 * to {@code target/fault-matrix-f15.md} too.
 */
class PartitionMatrixIT {
    private static final Path FILE = Path.of("target", "fault-matrix-f15.md");

    /** Start, end and waiting, besides the time that the cut lasts. */
    private static final Duration AROUND = Duration.ofSeconds(90);

    private static final List<String> LINES = new ArrayList<>();

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

        outcome.output().stream().filter(line -> line.startsWith("| F15 ")).forEach(LINES::add);
        Files.write(FILE, LINES);
        assertThat(outcome.exitCode()).as(String.join("\n", outcome.output())).isZero();
    }
}
