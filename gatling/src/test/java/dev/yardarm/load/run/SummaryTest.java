package dev.yardarm.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    private static final Instant BEGAN = Instant.parse("2020-01-01T00:00:00Z");

    @Test
    void write_runs_saysOfEachWhatBecameOfIt(@TempDir Path folder) throws Exception {
        Summary summary = new Summary(folder.resolve("load"), folder.resolve("gatling"), BEGAN);

        String page = Files.readString(summary.write(
                Map.of(Scenario.SPIKE, new Run(true, 2, Duration.ofSeconds(61))),
                Map.of(Scenario.MIGRATION, "no migration is configured")));

        assertThat(page)
                .contains("| SpikeSimulation | passed at the second attempt | 61 | – |")
                .contains("| MigrationSimulation | not run: no migration is configured | | |");
    }

    @Test
    void begin_again_keepsTheFirstAttempt(@TempDir Path folder) throws Exception {
        Summary summary = new Summary(folder, folder.resolve("gatling"), BEGAN);
        Files.writeString(folder.resolve("SpikeSimulation.md"), "## SpikeSimulation\n\nslow");
        Files.writeString(folder.resolve("SpikeSimulation-first.md"), "of an earlier run");

        summary.begin(Scenario.SPIKE, /* again= */ true);
        Files.writeString(folder.resolve("SpikeSimulation.md"), "## SpikeSimulation\n\nfast");

        Map<Scenario, Run> runs = Map.of(Scenario.SPIKE, new Run(true, 2, Duration.ofSeconds(30)));
        assertThat(Files.readString(summary.write(runs, Map.of())))
                .containsSubsequence("## SpikeSimulation\n", "fast", "## SpikeSimulation, first attempt\n", "slow")
                .doesNotContain("of an earlier run");
    }

    @Test
    void begin_anew_leavesNothingOfAnEarlierRun(@TempDir Path folder) throws Exception {
        Summary summary = new Summary(folder, folder.resolve("gatling"), BEGAN);
        Files.writeString(folder.resolve("SpikeSimulation.md"), "of an earlier run");

        summary.begin(Scenario.SPIKE, /* again= */ false);

        Map<Scenario, Run> runs = Map.of(Scenario.SPIKE, new Run(false, 1, Duration.ofSeconds(30)));
        assertThat(Files.readString(summary.write(runs, Map.of())))
                .contains("Ended before it could be judged.")
                .doesNotContain("of an earlier run");
    }

    @Test
    void isBroken_aSectionThatSaysSo_alone(@TempDir Path folder) throws Exception {
        Summary summary = new Summary(folder, folder.resolve("gatling"), BEGAN);
        Path section = folder.resolve("SpikeSimulation.md");

        assertThat(summary.isBroken(Scenario.SPIKE)).isFalse();
        Files.writeString(section, "| p99 < 250 ms | 300 ms | **not held** |");
        assertThat(summary.isBroken(Scenario.SPIKE)).isFalse();
        Files.writeString(section, "| no failed reads | 1 | **broken** |");
        assertThat(summary.isBroken(Scenario.SPIKE)).isTrue();
    }

    @Test
    void write_reportOfAnEarlierRun_isNotLinked(@TempDir Path folder) throws Exception {
        Path old = Files.createDirectories(folder.resolve("gatling/spikesimulation-1"));
        Files.setLastModifiedTime(old, FileTime.from(BEGAN.minusSeconds(1)));
        Summary summary = new Summary(folder.resolve("load"), folder.resolve("gatling"), BEGAN);
        Map<Scenario, Run> runs = Map.of(Scenario.SPIKE, new Run(false, 1, Duration.ofSeconds(30)));

        assertThat(Files.readString(summary.write(runs, Map.of()))).contains("| **failed** | 30 | – |");

        Files.setLastModifiedTime(old, FileTime.from(BEGAN.plusSeconds(1)));

        assertThat(Files.readString(summary.write(runs, Map.of()))).contains("gatling/spikesimulation-1/index.html");
    }
}
