package dev.yardarm.disk;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.lastKnownGood;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.yardarm.disk.SnapshotFolder.Pauses;
import dev.yardarm.fixture.Await;
import dev.yardarm.flag.Environment;
import dev.yardarm.read.LastKnownGood;
import dev.yardarm.read.LastKnownGood.Kept;
import dev.yardarm.read.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** A folder on a real disk: what is written, what is read again, what is refused, and what is said of it. */
class SnapshotFolderIT {
    private static final Environment STAGING = new Environment("staging");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** So that a test has to wait for no pause, where it runs the rounds itself. */
    private static final Pauses LONG = new Pauses(Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(10));

    private final Logger logger = (Logger) LoggerFactory.getLogger(SnapshotFolder.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final ManualClock clock = new ManualClock();
    private final LastKnownGood memory = lastKnownGood(clock);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path parent;

    private Path path;
    private SnapshotFolder folder;

    @BeforeEach
    void open() {
        path = parent.resolve("made/snapshots");
        folder = new SnapshotFolder(path, memory::all, LONG);
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        folder.close();
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    @Test
    void read_whatARoundWrote_isTheSame() {
        memory.offer(snapshot(PRODUCTION, 7, 120));
        memory.offer(snapshot(STAGING, 3, 0));
        folder.round();

        assertThat(readAgain())
                .extracting(Kept::snapshot)
                .containsExactly(snapshot(PRODUCTION, 7, 120), snapshot(STAGING, 3, 0));
        assertThat(readAgain()).extracting(Kept::confirmedAt).containsOnly(clock.instant());
        assertThat(log.list).noneMatch(event -> event.getLevel().levelInt > Level.INFO_INT);
    }

    @Test
    void round_folderMissing_makesItForTheOwnerAlone() throws IOException {
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();

        assertThat(permissions(path)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files.toList())
                    .extracting(file -> file.getFileName() + " " + permissions(file))
                    .containsExactlyInAnyOrder("production.snapshot rw-------", ".lock rw-------");
        }
    }

    @Test
    void round_nothingNew_writesNothing() throws IOException {
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();
        Object before = fileKey(PRODUCTION);
        clock.advance(Duration.ofSeconds(9));
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();

        assertThat(fileKey(PRODUCTION)).isEqualTo(before);
    }

    @Test
    void round_confirmedAgainLongAfter_writesTheTime() {
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();
        clock.advance(Duration.ofSeconds(10));
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();

        assertThat(readAgain()).extracting(Kept::confirmedAt).containsExactly(clock.instant());
    }

    @Test
    void close_confirmedAgainJustNow_writesTheTime() {
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();
        clock.advance(Duration.ofSeconds(1));
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.close();

        assertThat(readAgain()).extracting(Kept::confirmedAt).containsExactly(clock.instant());
    }

    @Test
    void round_manyChangesSince_writesTheLastAlone() {
        for (int revision = 1; revision <= 1_000; revision++) {
            memory.offer(snapshot(PRODUCTION, revision, 3));
        }
        folder.round();
        memory.offer(snapshot(PRODUCTION, 999, 3));
        folder.round();

        assertThat(revisionOnDisk()).isEqualTo(1_000);
    }

    @Test
    void open_changesWithoutEnd_areWrittenOncePerRound() {
        Duration rounds = Duration.ofMillis(100);
        AtomicInteger asked = new AtomicInteger();
        long began = System.nanoTime();
        long revision = 0;
        try (SnapshotFolder live = new SnapshotFolder(
                path,
                () -> {
                    asked.incrementAndGet();
                    return memory.all();
                },
                new Pauses(rounds, rounds, LONG.confirmations()))) {
            live.open(found -> {});
            while (asked.get() < 5) {
                memory.offer(snapshot(PRODUCTION, ++revision, 1));
            }
            long last = revision;
            Await.until(LIMIT, "the last is written", () -> Files.exists(file(PRODUCTION)) && revisionOnDisk() == last);
        }

        assertThat(asked.get()).isLessThanOrEqualTo((int) ((System.nanoTime() - began) / rounds.toNanos()) + 2);
        assertThat(revision).isGreaterThan(asked.get());
    }

    @Test
    void round_databaseWentBack_writesTheLower() {
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();
        memory.replace(snapshot(PRODUCTION, 3, 1));
        folder.round();

        assertThat(revisionOnDisk()).isEqualTo(3);
    }

    @Test
    void round_environmentGone_removesItsFileAlone() throws IOException {
        memory.offer(snapshot(PRODUCTION, 7, 1));
        memory.offer(snapshot(STAGING, 7, 1));
        folder.round();
        Files.writeString(path.resolve("other.snapshot"), "of somebody else");
        memory.remove(PRODUCTION);
        folder.round();

        assertThat(file(PRODUCTION)).doesNotExist();
        assertThat(file(STAGING)).exists();
        assertThat(path.resolve("other.snapshot")).exists();
    }

    @Test
    void round_afterACrash_removesWhatIsUnfinishedAlone() throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("production.snapshot.new"), "half");
        Files.writeString(path.resolve("no-longer-there.snapshot.new"), "");
        Files.writeString(path.resolve("Notes.snapshot.new"), "of somebody else");
        folder.round();

        try (Stream<Path> files = Files.list(path)) {
            assertThat(files.toList())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(".lock", "Notes.snapshot.new");
        }
    }

    /** How a file gets bad, and what is said of it. */
    private record Bad(String name, String problem, Making making) {
        @Override
        public String toString() {
            return name + " " + problem;
        }
    }

    private interface Making {
        void make(Path file) throws IOException;
    }

    static List<Bad> badFiles() {
        String right = "production.snapshot";
        return List.of(
                new Bad(right, "is empty", file -> Files.writeString(file, "")),
                new Bad(right, "is cut off or damaged", file -> {
                    try (RandomAccessFile whole = new RandomAccessFile(file.toFile(), "rw")) {
                        whole.setLength(whole.length() - 1);
                    }
                }),
                new Bad(
                        right,
                        "is cut off or damaged",
                        file -> Files.writeString(file, " ", StandardOpenOption.APPEND)),
                new Bad(right, "was not written by Yardarm", file -> Files.writeString(file, "name: value\n")),
                new Bad(right, "has version 2", file -> Files.writeString(file, "yardarm-snapshot 2\n…")),
                new Bad(right, "is too large", file -> {
                    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                        sparse.setLength(SnapshotFiles.MOST_BYTES + 1L);
                    }
                }),
                new Bad(right, "is not a file", file -> {
                    Files.delete(file);
                    Files.createDirectory(file);
                }),
                new Bad(right, "is not a file", file -> {
                    Files.delete(file);
                    pipe(file);
                }),
                new Bad(right, "is a symbolic link", file -> {
                    Path elsewhere = file.resolveSibling("elsewhere");
                    Files.move(file, elsewhere);
                    Files.createSymbolicLink(file, elsewhere);
                }),
                new Bad(
                        "preview.snapshot",
                        "is the snapshot of environment production",
                        file -> Files.move(file.resolveSibling(right), file)),
                new Bad(
                        "Production 1.snapshot",
                        "does not have the name of an environment",
                        file -> Files.move(file.resolveSibling(right), file)));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void read_badFile_isRefusedWithOneLineAndTheOthersAreRead(Bad bad) throws IOException {
        memory.offer(snapshot(PRODUCTION, 7, 2));
        memory.offer(snapshot(STAGING, 3, 2));
        folder.round();
        Path file = path.resolve(bad.name());
        bad.making().make(file);
        log.list.clear();

        List<Kept> read = readAgain();

        assertThat(read).extracting(Kept::snapshot).containsExactly(snapshot(STAGING, 3, 2));
        assertThat(warnings())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("Snapshot on disk refused")
                        .contains("file=\"" + file + "\"", "problem=\"" + bad.problem())
                        .containsPattern("remedy=\".{10}"));
    }

    @Test
    void round_afterARefusal_putsAGoodFileInItsPlace() throws IOException {
        Files.createDirectories(path);
        Path elsewhere = Files.writeString(parent.resolve("elsewhere"), "not to be touched");
        Files.createSymbolicLink(file(PRODUCTION), elsewhere);
        folder.read(found -> {});
        memory.offer(snapshot(PRODUCTION, 7, 2));
        folder.round();

        assertThat(revisionOnDisk()).isEqualTo(7);
        assertThat(elsewhere).hasContent("not to be touched");
    }

    @Test
    void round_aFileWhereTheFolderShouldBe_isSaidWhenItBeginsAndWhenItEnds() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "in the way");
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.read(found -> {});
        folder.round();
        folder.round();
        assertThat(lines()).singleElement().asString().startsWith("WARN Snapshots cannot be kept on disk, trying on");

        Files.delete(path);
        folder.round();
        folder.round();
        assertThat(lines()).hasSize(2).last().asString().startsWith("INFO Snapshots are kept on disk again");
        assertThat(revisionOnDisk()).isEqualTo(7);
    }

    @Test
    void round_folderTakenAway_isMadeAgain() throws IOException {
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();
        Files.move(path, parent.resolve("taken-away"));
        memory.offer(snapshot(PRODUCTION, 8, 1));
        folder.round();
        folder.round();

        assertThat(lines()).extracting(line -> line.substring(0, 4)).containsExactly("WARN", "INFO");
        assertThat(revisionOnDisk()).isEqualTo(8);
    }

    @Test
    void round_oneFileCannotBeWritten_writesTheOthersAndLeavesNothingHalf() throws IOException {
        Files.createDirectories(file(PRODUCTION).resolve("not-empty"));
        memory.offer(snapshot(PRODUCTION, 7, 1));
        memory.offer(snapshot(STAGING, 3, 1));
        folder.round();

        assertThat(readAgain()).extracting(Kept::snapshot).containsExactly(snapshot(STAGING, 3, 1));
        assertThat(path.resolve("production.snapshot.new")).doesNotExist();
        assertThat(lines()).first().asString().startsWith("WARN Snapshots cannot be kept on disk");
    }

    @Test
    void round_folderOfAnother_isWrittenOnceTheOtherHasClosed() {
        memory.offer(snapshot(PRODUCTION, 7, 1));
        folder.round();
        LastKnownGood older = lastKnownGood(clock);
        older.offer(snapshot(PRODUCTION, 6, 1));
        try (SnapshotFolder second = new SnapshotFolder(path, older::all, LONG)) {
            second.round();
            assertThat(revisionOnDisk()).isEqualTo(7);
            assertThat(lines()).singleElement().asString().contains("another process keeps its snapshots there");

            folder.close();
            second.round();
            assertThat(revisionOnDisk()).isEqualTo(6);
        }
    }

    private Path file(Environment environment) {
        return path.resolve(environment + ".snapshot");
    }

    private Object fileKey(Environment environment) throws IOException {
        return Files.getAttribute(file(environment), "unix:ino") + " " + Files.getLastModifiedTime(file(environment));
    }

    private long revisionOnDisk() {
        return readAgain().get(0).snapshot().revision().value();
    }

    /** As the next process would. */
    private List<Kept> readAgain() {
        List<Kept> found = new ArrayList<>();
        new SnapshotFolder(path, List::of, LONG).read(found::add);
        return found;
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void pipe(Path file) throws IOException {
        try {
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel().levelInt > Level.INFO_INT)
                .map(event -> event.getMessage() + " " + event.getKeyValuePairs())
                .toList();
    }

    /** All lines but those of each snapshot that was read. */
    private List<String> lines() {
        return log.list.stream()
                .filter(event -> !event.getMessage().startsWith("Snapshot read"))
                .filter(event -> !event.getMessage().startsWith("Snapshot on disk refused"))
                .map(event -> event.getLevel() + " " + event.getMessage() + " " + event.getKeyValuePairs())
                .toList();
    }
}
