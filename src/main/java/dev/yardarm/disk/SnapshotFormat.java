package dev.yardarm.disk;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.Snapshot;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagJson;
import dev.yardarm.read.LastKnownGood.Kept;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The content of a snapshot's file: lines of UTF-8, each ended by a line feed.
 *
 * <pre>{@code
 * yardarm-snapshot 1
 * sha256 (64 digits: of all that follows this line)
 * environment production
 * revision 42
 * confirmed 2026-11-21T07:30:00.123Z
 * flags 2
 * {"key":"dark-mode",…}
 * {"key":"new-checkout",…}
 * }</pre>
 *
 * <p>The checksum finds what a disk, a crash or an editor does to a file. It is no signature: who may write the folder may
 * write a snapshot.
 */
final class SnapshotFormat {
    private static final int VERSION = 1;
    private static final String MAGIC = "yardarm-snapshot ";
    private static final Pattern VERSIONED = Pattern.compile(MAGIC + "([1-9][0-9]{0,8})");
    private static final String CHECKSUM = "sha256 ";
    private static final byte LINE_FEED = '\n';

    private SnapshotFormat() {}

    static Buffer encode(Kept kept) {
        EncodedSnapshot snapshot = kept.snapshot();
        Buffer body = Buffer.buffer(256 + 256 * snapshot.flags().size())
                .appendString("environment " + snapshot.environment() + "\nrevision " + snapshot.revision()
                        + "\nconfirmed " + FlagJson.time(kept.confirmedAt()) + "\nflags "
                        + snapshot.flags().size() + "\n");
        snapshot.flags().forEach(flag -> body.appendBuffer(line(flag)).appendByte(LINE_FEED));
        return seal(body);
    }

    /** A body with what stands before it. */
    static Buffer seal(Buffer body) {
        return Buffer.buffer()
                .appendString(MAGIC + VERSION + "\n" + CHECKSUM + checksum(body.getBytes()) + "\n")
                .appendBuffer(body);
    }

    /** What was encoded. Fails on anything else, and on the snapshot of another environment. */
    static Kept decode(Buffer file, Environment environment) throws RefusedSnapshot {
        Lines lines = new Lines(file);
        checkVersion(file, lines);
        String checksum = lines.next().toString(StandardCharsets.UTF_8);
        if (!checksum.equals(CHECKSUM + checksum(lines.rest()))) {
            throw RefusedSnapshot.worthless("is cut off or damaged: the checksum is another");
        }
        try {
            return body(lines, environment);
        } catch (IllegalArgumentException | DateTimeParseException malformed) {
            throw RefusedSnapshot.worthless("does not have the form of a snapshot: " + malformed.getMessage());
        }
    }

    private static void checkVersion(Buffer file, Lines lines) throws RefusedSnapshot {
        int most = Math.min(file.length(), MAGIC.length());
        if (!file.getString(0, most).equals(MAGIC.substring(0, most))) {
            throw RefusedSnapshot.of("was not written by Yardarm", "keep other files elsewhere");
        }
        var version = VERSIONED.matcher(lines.next().toString(StandardCharsets.UTF_8));
        if (!version.matches()) {
            throw RefusedSnapshot.worthless("is damaged: it does not say its version");
        }
        if (Integer.parseInt(version.group(1)) != VERSION) {
            throw RefusedSnapshot.of(
                    "has version " + version.group(1) + ", and this program reads version " + VERSION,
                    "start the program that wrote it, or let it be replaced once a backend has answered");
        }
    }

    private static Kept body(Lines lines, Environment environment) throws RefusedSnapshot {
        Environment named = new Environment(lines.member("environment "));
        if (!named.equals(environment)) {
            throw RefusedSnapshot.of(
                    "is the snapshot of environment " + named + ", and not of the one that its name says",
                    "give it back its name: " + named + SnapshotFiles.SUFFIX);
        }
        Revision revision = Revision.parse(lines.member("revision "));
        Instant confirmed = Instant.parse(lines.member("confirmed "));
        long count = Revision.parse(lines.member("flags ")).value();
        List<Flag> flags = new ArrayList<>();
        while (lines.hasNext()) {
            flags.add(FlagJson.decode(lines.next()));
        }
        Snapshot snapshot = Snapshot.of(named, revision, flags);
        if (flags.size() != count || snapshot.flags().size() != count) {
            throw new IllegalArgumentException("not as many flags as it says");
        }
        return Kept.ofEarlierProcess(EncodedSnapshot.of(snapshot), confirmed);
    }

    /** What a cache held may be spread over lines, which JSON allows. */
    private static Buffer line(EncodedFlag flag) {
        Buffer json = flag.json();
        for (int i = 0; i < json.length(); i++) {
            if (json.getByte(i) == LINE_FEED) {
                return FlagJson.encode(FlagJson.decode(json));
            }
        }
        return json;
    }

    private static String checksum(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** What has not been read yet of a file. */
    private static final class Lines {
        private final Buffer file;
        private int position;

        Lines(Buffer file) {
            this.file = file;
        }

        boolean hasNext() {
            return position < file.length();
        }

        /** The next line without its end. */
        Buffer next() throws RefusedSnapshot {
            for (int i = position; i < file.length(); i++) {
                if (file.getByte(i) == LINE_FEED) {
                    Buffer line = file.slice(position, i);
                    position = i + 1;
                    return line;
                }
            }
            throw RefusedSnapshot.worthless(file.length() == 0 ? "is empty" : "is cut off");
        }

        /** The next line without its name. Fails with {@link IllegalArgumentException} if it has another. */
        String member(String name) throws RefusedSnapshot {
            String line = next().toString(StandardCharsets.UTF_8);
            if (!line.startsWith(name)) {
                throw new IllegalArgumentException("no line '" + name + "'");
            }
            return line.substring(name.length());
        }

        byte[] rest() {
            return file.getBytes(position, file.length());
        }
    }
}
