package dev.yardarm.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The parameter {@code sslrootcert} of a server's URL: a file of PEM certificates that can be read. */
final class RootCertificate {
    private RootCertificate() {}

    /** None if the URL names none, or none that can be read, which is then noted. */
    static Optional<Path> of(ServerUrl url, Settings settings, String name) {
        return url.parameter("sslrootcert").flatMap(text -> settings.check(name, () -> readable(text)));
    }

    private static Path readable(String text) throws Mistake {
        Path file = Forms.path(text);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new Mistake("has an sslrootcert that is not a readable file");
        }
        return file;
    }
}
