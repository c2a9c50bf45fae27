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
