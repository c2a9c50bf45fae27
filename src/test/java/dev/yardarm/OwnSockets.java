package dev.yardarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The established TCP connections of this process, as the Linux kernel lists them (proc(5)). */
final class OwnSockets {
    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    // In a line of the table.
    private static final int REMOTE_ADDRESS = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String ESTABLISHED = "01";

    private OwnSockets() {}

    /** Those to one of the remote ports, each by its inode, which no other has while it is open. */
    static Set<String> to(Set<Integer> ports) {
        Set<String> found = TABLES.stream()
                .flatMap(table -> lines(table).stream().skip(1))
                .map(line -> line.trim().split("\\s+"))
                .filter(line -> line[STATE].equals(ESTABLISHED) && ports.contains(port(line[REMOTE_ADDRESS])))
                .map(line -> line[INODE])
                .collect(Collectors.toCollection(HashSet::new));
        found.retainAll(ownInodes());
        return found;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    private static List<String> lines(Path table) {
        try {
            return Files.exists(table) ? Files.readAllLines(table) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> ownInodes() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(OwnSockets::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
