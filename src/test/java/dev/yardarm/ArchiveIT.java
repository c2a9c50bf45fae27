package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.ArchiveCommand;
import dev.yardarm.fixture.ArchiveCommand.Made;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.GatewayProcess.Program;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/archive}: what it makes is used, and does no harm. */
class ArchiveIT {
    private static final Path JAVA = Program.underTest().javaHome();
    private static final Duration END = Duration.ofSeconds(20);
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

    /** What it makes unless it is told otherwise. */
    @Test
    void archive_made_isUsedUntilTheJarIsReplaced() throws Exception {
        Made made = archive();

        assertThat(made.exit()).as("%s", made.output()).isZero();
        assertThat(files()).containsExactlyInAnyOrder("yardarm.jar", archiveOf(made));
        assertThat(sourceOfMain(made)).isEqualTo("shared objects file");

        replaceJar();
        assertThat(sourceOfMain(made)).startsWith("file:").endsWith("yardarm.jar");
    }

    @Test
    void archive_aotCache_isUsedWhereThereIsOne() throws Exception {
        Made made = archive("--aot");

        if (Runtime.version().feature() < 25) {
            assertThat(made.exit()).isEqualTo(1);
            assertThat(made.output()).singleElement().asString().contains("is older than 25");
        } else {
            assertThat(made.exit()).as("%s", made.output()).isZero();
            assertThat(files()).containsExactlyInAnyOrder("yardarm.jar", "yardarm.aot");
            assertThat(sourceOfMain(made)).isEqualTo("shared objects file");
        }
    }

    @Test
    void archive_noJar_saysSo() throws Exception {
        Files.delete(jar);

        Made made = archive();

        assertThat(made.exit()).isEqualTo(1);
        assertThat(made.output()).singleElement().asString().contains("there is no " + jar);
    }

    @Test
    void archive_unknownOption_saysHowItIsUsed() throws Exception {
        Made made = archive("--all");

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

        Made made = archive();

        assertThat(made.exit()).isEqualTo(1);
        assertThat(made.output())
                .anyMatch(line -> line.contains("Invalid or corrupt jarfile"))
                .anyMatch(line -> line.contains("the gateway ended by itself"));
        assertThat(files()).containsExactlyInAnyOrder("yardarm.jar", "yardarm.jsa");
        assertThat(before).hasContent("before");
    }

    /** Starts a gateway in the way that was printed, from another folder, and ends it. */
    private String sourceOfMain(Made made) {
        List<String> jvmArguments = new ArrayList<>(made.jvmArguments());
        jvmArguments.add("-Xlog:class+load");
        try (GatewayProcess gateway = GatewayProcess.launch(new Program(JAVA, jar), jvmArguments, NO_SERVERS)) {
            gateway.awaitLive();
            assertThat(gateway.terminate(END)).isZero();
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

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Made archive(String... options) throws IOException, InterruptedException {
        return ArchiveCommand.run(new Program(JAVA, jar), List.of(options));
    }
}
