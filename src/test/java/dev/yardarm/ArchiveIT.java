package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.GatewayProcess.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/archive}: what it makes is used, and does no harm. */
class ArchiveIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Map<String, String> NO_SERVERS = Map.of(
            "DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing", "REDIS_CLUSTER_URL", "redis://127.0.0.1:1");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path jar = Path.of("");

    @BeforeEach
    void copyJar() throws IOException {
        jar = Files.copy(Program.underTest().jar(), folder.resolve("yardarm.jar"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** What the command printed, and its exit code. */
    private record Made(int exit, List<String> output) {
        /** The arguments for the JVM in the line that says how to start. */
        List<String> jvmArguments() {
            String line = output.get(output.size() - 1).strip();
            return List.of(line.replaceFirst("^\\S+ ", "").replaceFirst(" -jar .*", ""));
        }
    }

    /** What it makes unless it is told otherwise. */
    @Test
    void archive_made_isUsedUntilTheJarIsReplaced() throws Exception {
        Made made = archive(List.of(), jar);

        assertThat(made.exit()).as("%s", made.output()).isZero();
        assertThat(filesBeside(jar)).containsExactlyInAnyOrder("yardarm.jar", archiveOf(made));
        assertThat(sourceOfMain(made)).isEqualTo("shared objects file");

        replaceJar();
        assertThat(sourceOfMain(made)).startsWith("file:").endsWith("yardarm.jar");
    }

    @Test
    void archive_aotCache_isUsedWhereThereIsOne() throws Exception {
        Made made = archive(List.of("--aot"), jar);

        if (Runtime.version().feature() < 25) {
            assertThat(made.exit()).isEqualTo(1);
            assertThat(made.output()).singleElement().asString().contains("is older than 25");
        } else {
            assertThat(made.exit()).as("%s", made.output()).isZero();
            assertThat(filesBeside(jar)).containsExactlyInAnyOrder("yardarm.jar", "yardarm.aot");
            assertThat(sourceOfMain(made)).isEqualTo("shared objects file");
        }
    }

    @Test
    void archive_noJar_saysSo() throws Exception {
        Made made = archive(List.of(), folder.resolve("none.jar"));

        assertThat(made.exit()).isEqualTo(1);
        assertThat(made.output()).singleElement().asString().contains("there is no " + folder.resolve("none.jar"));
    }

    @Test
    void archive_unknownOption_saysHowItIsUsed() throws Exception {
        Made made = archive(List.of("--all"), jar);

        assertThat(made.exit()).isEqualTo(2);
        assertThat(made.output())
                .singleElement()
                .asString()
                .contains("--all")
                .contains("usage: archive [--servers] [--aot] [JAR]");
    }

    @Test
    void archive_gatewayDoesNotStart_showsWhyAndLeavesWhatWasThere() throws Exception {
        Files.writeString(jar, "not a jar");
        Path before = Files.writeString(folder.resolve("yardarm.jsa"), "before");

        Made made = archive(List.of(), jar);

        assertThat(made.exit()).isEqualTo(1);
        assertThat(made.output())
                .anyMatch(line -> line.contains("Invalid or corrupt jarfile"))
                .anyMatch(line -> line.contains("the gateway ended by itself"));
        assertThat(filesBeside(jar)).containsExactlyInAnyOrder("yardarm.jar", "yardarm.jsa");
        assertThat(before).hasContent("before");
    }

    /** Starts a gateway in the way that was printed, from another folder, and ends it. */
    private String sourceOfMain(Made made) {
        List<String> jvmArguments = new ArrayList<>(made.jvmArguments());
        jvmArguments.add("-Xlog:class+load");
        Program program = new Program(Path.of(System.getProperty("java.home")), jar);
        try (GatewayProcess gateway = GatewayProcess.launch(program, jvmArguments, NO_SERVERS)) {
            gateway.awaitLive();
            assertThat(gateway.terminate(LIMIT)).isZero();
            return gateway.outputLines().stream()
                    .filter(line -> line.contains(" " + Main.class.getName() + " source: "))
                    .map(line -> line.replaceFirst(".* source: ", "").replace(" (top)", ""))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(gateway.outputLines()));
        }
    }

    private void replaceJar() throws IOException {
        try (FileSystem content = FileSystems.newFileSystem(jar)) {
            Files.writeString(content.getPath("added"), "what the jar did not have");
        }
    }

    private static String archiveOf(Made made) {
        return Path.of(made.jvmArguments().get(0).replaceFirst(".*=", ""))
                .getFileName()
                .toString();
    }

    private static List<String> filesBeside(Path jar) throws IOException {
        try (Stream<Path> files = Files.list(jar.resolveSibling("."))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Made archive(List<String> options, Path jar) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "bin/archive"));
        command.addAll(options);
        command.add(jar.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .toList();
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return new Made(process.exitValue(), output);
        } finally {
            process.destroy();
        }
    }
}
