package dev.yardarm.disk;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.lastKnownGood;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.read.LastKnownGood;
import dev.yardarm.read.LastKnownGood.Kept;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes leaves a whole snapshot, and the one that it had finished or a later one. */
class KilledWriterIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path path;

    /** What another JVM runs: writes one revision after the other, of varied size, and tells each that is written. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            LastKnownGood memory = lastKnownGood(InstantSource.system());
            SnapshotFolder folder = new SnapshotFolder(Path.of(arguments[0]), memory::all);
            for (int revision = 1; ; revision++) {
                memory.offer(snapshot(PRODUCTION, revision, revision % 7 * 100));
                folder.round();
                System.out.println(revision);
            }
        }
    }

    @RepeatedTest(6)
    void killed_whileWriting_leavesAWholeSnapshot(RepetitionInfo repetition) throws Exception {
        long least = new Random(repetition.getCurrentRepetition()).nextLong(2, 60);
        long told = writeAndKill(least);

        assertThat(found()).singleElement().satisfies(kept -> {
            long revision = kept.snapshot().revision().value();
            assertThat(revision).isBetween(told, told + 1);
            assertThat(kept.snapshot().flags()).hasSize((int) (revision % 7 * 100));
        });
        assertNothingElseIsLeft();
    }

    private List<Kept> found() throws IOException, RefusedSnapshot {
        List<Kept> found = new ArrayList<>();
        for (Path file : new SnapshotFiles(path).list()) {
            found.add(new SnapshotFiles(path).read(file));
        }
        return found;
    }

    /** Returns the last revision that it told. */
    private long writeAndKill(long least) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader told = jvm.inputReader(StandardCharsets.UTF_8)) {
            long last = Long.parseLong(String.valueOf(told.readLine()));
            while (last < least) {
                // What is there at any moment is what a kill at that moment would leave.
                assertThat(found()).hasSize(1);
                if (told.ready() || !jvm.isAlive()) {
                    last = Long.parseLong(String.valueOf(told.readLine()));
                }
            }
            // By its handle: the process's own method would close what it has told.
            assertThat(jvm.toHandle().destroyForcibly()).isTrue();
            String more = told.readLine();
            while (more != null) {
                last = Long.parseLong(more);
                more = told.readLine();
            }
            jvm.waitFor();
            return last;
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** A lock that the killed process would still hold, or what it had half done, would show here. */
    private void assertNothingElseIsLeft() throws IOException {
        SnapshotFiles next = new SnapshotFiles(path);
        next.claim();
        next.release();
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files.toList())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(".lock", "production.snapshot");
        }
    }
}
