package dev.yardarm.disk;

import dev.yardarm.flag.Environment;
import dev.yardarm.read.LastKnownGood.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Last known goods in a folder, to begin with after a start.
 *
 * <p>It follows what is kept in memory, round by round, and is told nothing: what has become different since the last round
 * is written, what has gone is removed. So a thousand changes between two rounds are one write, nothing waits to be written
 * that is not kept anyway, and what memory takes for the latest, lower after the database went back, is the latest here.
 *
 * <p>One daemon thread owns all state, and alone waits for the disk. No failure of the disk leaves this class but by the
 * log: when it begins, and when it has ended.
 */
public final class SnapshotFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFolder.class);

    private static final String REMEDY =
            "check that SNAPSHOT_DIR names a folder that this process may write, that the disk has room, and that no other gateway uses it";

    /** For the last round. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Path folder;
    private final SnapshotFiles files;
    private final Supplier<List<Kept>> latest;
    private final Pauses pauses;
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, SnapshotFolder::daemon, new ThreadPoolExecutor.DiscardPolicy());

    /** What the files hold, as far as this process has read or written them. Others are left alone. */
    private final Map<Environment, Kept> onDisk = new HashMap<>();

    private boolean isFailing;

    /** @param latest what is kept in memory; asked for on the thread that writes */
    public SnapshotFolder(Path folder, Supplier<List<Kept>> latest) {
        this(folder, latest, Pauses.DEFAULT);
    }

    SnapshotFolder(Path folder, Supplier<List<Kept>> latest, Pauses pauses) {
        this.folder = folder;
        this.files = new SnapshotFiles(folder);
        this.latest = latest;
        this.pauses = pauses;
    }

    /**
     * The times between writes.
     *
     * @param rounds from the end of one round to the next
     * @param afterFailure the same, if the round failed
     * @param confirmations by how much a snapshot's time of confirmation may be behind while nothing else changes; after an
     *     orderly end it is exact
     */
    record Pauses(Duration rounds, Duration afterFailure, Duration confirmations) {
        static final Pauses DEFAULT = new Pauses(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    /**
     * Reads what is there, and from then on follows what is kept, until closed.
     *
     * @param found given each snapshot, on the thread that reads
     * @return when all is read. What cannot be read is logged, and fails nothing
     */
    public CompletionStage<Void> open(Consumer<Kept> found) {
        CompletableFuture<Void> read = CompletableFuture.runAsync(() -> read(found), thread);
        plan(Duration.ZERO);
        return read;
    }

    /** Writes the latest and ends the thread. Blocks for at most two seconds; what hangs then is left behind. */
    @Override
    public void close() {
        thread.execute(this::end);
        try {
            if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("folder", folder).log("The disk hangs, snapshots may be older than need be");
            }
        } catch (InterruptedException stopWaiting) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        try {
            round(Duration.ofNanos(1));
            files.release();
        } finally {
            // With it go the rounds that are planned.
            thread.shutdownNow();
        }
    }

    /** For the thread that owns all, as is the rest. */
    void read(Consumer<Kept> found) {
        for (Path file : list()) {
            try {
                Kept kept = files.read(file);
                found.accept(kept);
                onDisk.put(kept.snapshot().environment(), kept);
                LOG.atInfo()
                        .addKeyValue("environment", kept.snapshot().environment())
                        .addKeyValue("revision", kept.snapshot().revision().value())
                        .addKeyValue("confirmed", kept.confirmedAt())
                        .log("Snapshot read from disk");
            } catch (RefusedSnapshot refused) {
                LOG.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("problem", refused.problem())
                        .addKeyValue("remedy", refused.remedy())
                        .log("Snapshot on disk refused");
            }
        }
    }

    /** Brings the files up to what is kept. Of several failures one is told: they have one cause, as a rule. */
    void round() {
        round(pauses.confirmations());
    }

    private void round(Duration confirmations) {
        @Nullable IOException failure = attempt(files::claim);
        if (failure == null) {
            for (Step step : steps(latest.get(), confirmations)) {
                @Nullable IOException failed = attempt(step);
                failure = failure == null ? failed : failure;
            }
        }
        report(failure);
    }

    private List<Step> steps(List<Kept> kept, Duration confirmations) {
        Set<Environment> gone = new HashSet<>(onDisk.keySet());
        kept.forEach(each -> gone.remove(each.snapshot().environment()));
        List<Step> steps = new ArrayList<>();
        gone.forEach(environment -> steps.add(() -> remove(environment)));
        kept.stream().filter(each -> isDue(each, confirmations)).forEach(each -> steps.add(() -> write(each)));
        return steps;
    }

    /** Something to do on the disk. */
    private interface Step {
        void run() throws IOException;
    }

    /** Returns the failure, if it fails: one environment's does not keep the others from being written. */
    private static @Nullable IOException attempt(Step step) {
        try {
            step.run();
            return null;
        } catch (IOException failure) {
            return failure;
        }
    }

    private boolean isDue(Kept kept, Duration confirmations) {
        @Nullable Kept present = onDisk.get(kept.snapshot().environment());
        return present == null
                || !present.snapshot().equals(kept.snapshot())
                || Duration.between(present.confirmedAt(), kept.confirmedAt()).compareTo(confirmations) >= 0;
    }

    private void write(Kept kept) throws IOException {
        files.write(kept);
        onDisk.put(kept.snapshot().environment(), kept);
    }

    private void remove(Environment environment) throws IOException {
        files.remove(environment);
        onDisk.remove(environment);
    }

    private List<Path> list() {
        try {
            return files.list();
        } catch (IOException unreadable) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("error", unreadable.toString())
                    .addKeyValue("remedy", REMEDY)
                    .log("Snapshots on disk cannot be read");
            return List.of();
        }
    }

    private void report(@Nullable IOException failure) {
        if (failure != null) {
            // The folder may be another one when it can be used again.
            files.release();
        }
        if (failure != null && !isFailing) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("error", failure.toString())
                    .addKeyValue("remedy", REMEDY)
                    .log("Snapshots cannot be kept on disk, trying on");
        } else if (failure == null && isFailing) {
            LOG.atInfo().addKeyValue("folder", folder).log("Snapshots are kept on disk again");
        }
        isFailing = failure != null;
    }

    private void rounds() {
        try {
            round();
        } catch (RuntimeException bug) {
            // The thread must outlive it, for all that is kept later.
            LOG.atError().addKeyValue("folder", folder).setCause(bug).log("Snapshots were not all kept on disk");
            isFailing = true;
        }
        plan(isFailing ? pauses.afterFailure() : pauses.rounds());
    }

    private void plan(Duration after) {
        // What it completes with is of no interest: a round deals with its own failures.
        var unused = thread.schedule(this::rounds, after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "snapshots");
        thread.setDaemon(true);
        return thread;
    }
}
