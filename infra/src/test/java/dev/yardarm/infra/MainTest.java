package dev.yardarm.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.infra.config.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever deploys is told: a line for each mistake. */
class MainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @Test
    void mistakes_ofBothStages_areALineEach() throws IOException {
        write(Stage.STAGING, Map.of("cache.replicas", "two", "colour", "red"));
        assertThat(run()).isEqualTo(2);
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        "staging.properties: cache.replicas: must be a whole number, and is 'two'",
                        "staging.properties: colour: is not a setting",
                        "production.properties: file: is missing");
    }

    @Test
    void valueThatDoesNotFitItsResource_isALine() throws IOException {
        write(Stage.STAGING, Map.of("database.engineVersion", "17.99"));
        write(Stage.PRODUCTION, Map.of());
        assertThat(run()).isEqualTo(1);
        assertThat(lines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line)
                        .startsWith(
                                "yardarm-staging-data/Database/Instance/Resource: EngineVersion: '17.99' is not one of")
                        .hasSizeLessThan(250));
    }

    @Test
    void settingsAlone_areCheckedWithoutAnOutput() throws IOException {
        write(Stage.STAGING, Map.of());
        write(Stage.PRODUCTION, Map.of("canary.hold", "1m"));
        assertThat(Main.run(List.of(folder.toString()), new PrintStream(told, true, UTF_8)))
                .isEqualTo(2);
        assertThat(lines()).hasSize(1).allMatch(line -> line.startsWith("production.properties: canary.hold: "));
        write(Stage.PRODUCTION, Map.of());
        assertThat(Main.run(List.of(folder.toString()), new PrintStream(told, true, UTF_8)))
                .isZero();
        assertThat(lines()).hasSize(1);
    }

    private void write(Stage stage, Map<String, String> more) throws IOException {
        Files.writeString(
                folder.resolve(stage.label() + ".properties"),
                Templates.settings(stage, more).entrySet().stream()
                        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    private int run() {
        String[] arguments = {folder.toString(), folder.resolve("out").toString()};
        return Main.run(List.of(arguments), new PrintStream(told, true, UTF_8));
    }

    private List<String> lines() {
        return told.toString(UTF_8).lines().toList();
    }
}
