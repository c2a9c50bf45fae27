package dev.yardarm.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Unsuited;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of simulations that need no more than a gateway with flags and a token, and end at once. */
class LoadRunTest {
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, Integer> exits = new HashMap<>();
    private final List<String> played = new ArrayList<>();
    private final List<Map<String, String>> handedOn = new ArrayList<>();
    private final GatewayStub gateway = new GatewayStub();
    private final Path folder;

    LoadRunTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void isGiven() {
        properties.put("baseUrl", gateway.address());
        properties.put("adminToken", "t");
        properties.put("simulations", "Spike,Mixed");
        gateway.answers("/api/admin/cache/migration", "{\"configured\":false}");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void run() throws IOException {
        Settings settings = new Settings(properties::get, name -> null);
        new LoadRun(false, folder, folder, settings, this::play).run();
    }

    private int play(String simulation, Map<String, String> settings, Duration atMost) {
        played.add(simulation);
        handedOn.add(settings);
        return exits.getOrDefault(simulation, 0);
    }

    private String page() throws IOException {
        return Files.readString(folder.resolve("target/load.md"));
    }

    @Test
    void run_simulationsThatPass_passes() throws IOException {
        run();

        assertThat(played).containsExactly("MixedSimulation", "SpikeSimulation");
        assertThat(page()).contains("| MixedSimulation | passed |", "| SpikeSimulation | passed |");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 137, -1})
    void run_simulationThatEndsWithAnotherCodeThanZero_failsAndIsNamed(int exit) {
        exits.put("SpikeSimulation", exit);

        assertThatThrownBy(this::run)
                .isInstanceOf(SimulationsFailed.class)
                .hasMessageContaining("1 of 2 simulations failed: SpikeSimulation; see ")
                .hasMessageContaining("load.md");
    }

    @Test
    void run_firstSimulationThatFails_othersAreRunAndTheSummarySaysWhich() throws IOException {
        exits.put("MixedSimulation", 2);

        assertThatThrownBy(this::run).hasMessageContaining("failed: MixedSimulation;");
        assertThat(played).containsExactly("MixedSimulation", "SpikeSimulation");
        assertThat(page()).contains("| MixedSimulation | **failed** |", "| SpikeSimulation | passed |");
    }

    @Test
    void run_allSimulationsFail_allAreNamed() {
        exits.put("MixedSimulation", 2);
        exits.put("SpikeSimulation", 1);

        assertThatThrownBy(this::run)
                .hasMessageContaining("2 of 2 simulations failed: MixedSimulation, SpikeSimulation;");
    }

    @Test
    void run_verdictOfAnEarlierRun_isNotShown() throws IOException {
        Path earlier = folder.resolve("target/load/SpikeSimulation.md");
        Files.createDirectories(folder.resolve("target/load"));
        Files.writeString(earlier, "## all was well once");
        exits.put("SpikeSimulation", 1);

        assertThatThrownBy(this::run).isInstanceOf(SimulationsFailed.class);

        assertThat(page()).doesNotContain("all was well once").contains("Ended before it could be judged.");
    }

    @Test
    void run_settings_areHandedOnToTheSimulation() throws IOException {
        properties.put("short", "");
        properties.put("users", "7");

        run();

        assertThat(handedOn)
                .hasSize(2)
                .allSatisfy(settings -> assertThat(settings)
                        .containsEntry("baseUrl", gateway.address())
                        .containsEntry("adminToken", "t")
                        .containsEntry("users", "7")
                        .containsEntry("short", "true"));
    }

    @Test
    void run_gatewayThatIsUnsuitedForOneAskedFor_isRefusedBeforeAnyIsRun() {
        properties.put("simulations", "Spike,Migration");
        properties.put("managementUrl", gateway.address());

        assertThatThrownBy(this::run).isInstanceOf(Unsuited.class).hasMessageContaining("no migration");
        assertThat(played).isEmpty();
    }

    @Test
    void run_gatewayThatIsUnsuitedForSomeOfAll_runsTheOthersAndSaysWhy() throws IOException {
        properties.remove("simulations");
        properties.put("managementUrl", gateway.address());

        run();

        assertThat(played).contains("MixedSimulation", "SpikeSimulation").doesNotContain("MigrationSimulation");
        assertThat(page()).contains("| MigrationSimulation | not run: ", "| FailoverSimulation | not run: ");
    }

    @Test
    void run_gatewayThatIsRefused_runsNone() {
        properties.remove("adminToken");

        assertThatThrownBy(this::run)
                .isInstanceOf(Refusal.class)
                .isNotInstanceOf(Unsuited.class)
                .hasMessageContaining("-DadminToken");
        assertThat(played).isEmpty();
    }
}
