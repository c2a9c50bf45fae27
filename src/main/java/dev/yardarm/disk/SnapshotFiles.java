package dev.yardarm.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.yardarm.flag.Environment;
import dev.yardarm.read.LastKnownGood.Kept;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a folder of snapshots, {@code production.snapshot} and so on: the form of an environment's name lets it be a
 * file's name, and no path.
 *
 * <p>A file is replaced as a whole: another is written beside it and synced, takes its name, and the folder is synced. So
 * whatever ends the process or the machine, the one or the other is there. For one thread.
 */
final class SnapshotFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);

    static final String SUFFIX = ".snapshot";

    /** Far above any environment: some hundred thousand flags. A file is held in memory as a whole while it is read. */
    static final int MOST_BYTES = 64 * 1024 * 1024;

    private static final String UNFINISHED_SUFFIX = SUFFIX + ".new";
    private static final Pattern UNFINISHED = Pattern.compile("[a-z0-9-]{1,64}" + Pattern.quote(UNFINISHED_SUFFIX));

    private static final FileAttribute<?> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;
    private @Nullable FileChannel claim;

    SnapshotFiles(Path folder) {
        this.folder = folder;
    }

    /** All that have a snapshot's ending, by their names; none if there is no folder. */
    List<Path> list() throws IOException {
        return Files.isDirectory(folder) ? list(name -> name.endsWith(SUFFIX)) : List.of();
    }

    Kept read(Path file) throws RefusedSnapshot {
        Environment environment = environment(file);
        // Looked at before it is opened: to open a pipe is to wait for its other end.
        if (Files.isSymbolicLink(file)) {
            throw RefusedSnapshot.of("is a symbolic link", "put the file itself there");
        }
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            throw RefusedSnapshot.of("is not a file", "remove it: no snapshot can take its place");
        }
        try {
            return SnapshotFormat.decode(content(file), environment);
        } catch (IOException unreadable) {
            throw RefusedSnapshot.of("cannot be read: " + unreadable, "check the disk, and whose file it is");
        }
    }

    /**
     * Makes the folder if it is missing, and keeps other processes from writing it, until {@link #release}: two would each
     * put their older over the other's newer. Removes what a crash left unfinished.
     */
    void claim() throws IOException {
        if (claim != null) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, OWNERS_FOLDER);
        }
        FileChannel lock =
                FileChannel.open(folder.resolve(".lock"), Set.of(CREATE, WRITE, NOFOLLOW_LINKS), OWNERS_FILE);
        if (!isLocked(lock)) {
            lock.close();
            throw new IOException("another process keeps its snapshots there");
        }
        claim = lock;
        for (Path unfinished : list(name -> UNFINISHED.matcher(name).matches())) {
            Files.delete(unfinished);
        }
    }

    /** Lets other processes write. */
    void release() {
        if (claim == null) {
            return;
        }
        try {
            claim.close();
        } catch (IOException unclean) {
            LOG.atDebug().addKeyValue("folder", folder).setCause(unclean).log("Lock not closed cleanly");
        }
        claim = null;
    }

    /** Puts a snapshot in the place of the one that is there, if any. */
    void write(Kept kept) throws IOException {
        Environment environment = kept.snapshot().environment();
        Buffer content = SnapshotFormat.encode(kept);
        if (content.length() > MOST_BYTES) {
            throw new IOException("environment " + environment + " takes more than " + MOST_BYTES + " bytes");
        }
        Path unfinished = folder.resolve(environment + UNFINISHED_SUFFIX);
        try {
            writeNew(unfinished, content);
            Files.move(unfinished, file(environment), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw withoutFile(unfinished, failure);
        }
        sync();
    }

    void remove(Environment environment) throws IOException {
        if (Files.deleteIfExists(file(environment))) {
            sync();
        }
    }

    private static boolean isLocked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        } catch (IOException failure) {
            lock.close();
            throw failure;
        }
    }

    private static Buffer content(Path file) throws IOException, RefusedSnapshot {
        try (SeekableByteChannel channel = Files.newByteChannel(file, Set.of(READ, NOFOLLOW_LINKS))) {
            if (channel.size() > MOST_BYTES) {
                throw RefusedSnapshot.of(
                        "is too large: " + channel.size() + " bytes, and " + MOST_BYTES + " are the most",
                        "remove it: it is no snapshot");
            }
            ByteBuffer content = ByteBuffer.allocate((int) channel.size());
            while (content.hasRemaining() && channel.read(content) >= 0) {}
            return Buffer.buffer(content.array()).slice(0, content.position());
        }
    }

    private static void writeNew(Path file, Buffer content) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), OWNERS_FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** What a full disk took of a file is given back. */
    private static IOException withoutFile(Path file, IOException failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
        return failure;
    }

    /** A name is on disk when its folder is. */
    private void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }

    private List<Path> list(Predicate<String> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> wanted.test(entry.getFileName().toString()))) {
            entries.forEach(found::add);
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        found.sort(null);
        return found;
    }

    private Path file(Environment environment) {
        return folder.resolve(environment + SUFFIX);
    }

    private static Environment environment(Path file) throws RefusedSnapshot {
        String name = file.getFileName().toString();
        try {
            return new Environment(name.substring(0, name.length() - SUFFIX.length()));
        } catch (IllegalArgumentException otherForm) {
            throw RefusedSnapshot.of("does not have the name of an environment", "give it its name, or remove it");
        }
    }
}
