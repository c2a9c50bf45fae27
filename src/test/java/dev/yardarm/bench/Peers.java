package dev.yardarm.bench;

import dev.yardarm.fixture.FreePorts;
import dev.yardarm.fixture.PortProcess;
import dev.yardarm.fixture.PostgresDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The servers that the gateway is measured against. */
final class Peers {
    /** The Node.js design that the gateway replaces: a folder with {@code package.json} and {@code server.mjs}. */
    private static final Path IOREDIS =
            Path.of(System.getProperty("yardarm.bench.ioredis", "../shared/peers/ioredis-gateway"));

    private static final long INSTALL_MINUTES = 5;

    private Peers() {}

    /** A {@link BareServer} that answers as the gateway on a port does. */
    static PortProcess bare(Answer answer) {
        try {
            Path file = Files.createTempFile("yardarm-answer-", ".txt");
            try {
                answer.write(file);
                int port = FreePorts.next();
                return PortProcess.start(
                        port,
                        List.of(
                                java(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                BareServer.class.getName(),
                                Integer.toString(port),
                                file.toString()),
                        System.getenv());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Why the gateway in Node.js cannot be run; empty if it can. */
    static Optional<String> ioredisMissing() {
        if (!Files.isRegularFile(IOREDIS.resolve("server.mjs"))) {
            return Optional.of("it is not in " + IOREDIS + " (-Dyardarm.bench.ioredis=FOLDER)");
        }
        try {
            Path work = Files.createDirectories(Path.of("target", "bench", "ioredis"));
            for (String name : List.of("package.json", "server.mjs")) {
                Files.copy(IOREDIS.resolve(name), work.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            Process install = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--silent")
                    .directory(work.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(new File(work.toFile(), "npm.log"))
                    .start();
            return install.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) && install.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of("npm install failed, see " + work.resolve("npm.log"));
        } catch (IOException e) {
            return Optional.of("there is no npm: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The same flags as the gateway's environment of the database's name, in the same Redis Cluster and database. */
    static PortProcess ioredis(Backends backends, PostgresDatabase database) {
        database.execute("""
                drop table if exists peer_flags;
                create table peer_flags as
                select environment, key as flag_key, is_enabled, rollout_percentage::int
                from yardarm.flags where environment = '%s';
                update peer_flags set environment = 'peer';
                """.formatted(database.name()));
        int port = FreePorts.next();
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("PORT", Integer.toString(port));
        variables.put("REDIS_CLUSTER", backends.redis().node(0).address());
        variables.put("DATABASE_URL", database.url());
        variables.put("FLAGS_ENVIRONMENT", "peer");
        Path server = Path.of("target", "bench", "ioredis", "server.mjs").toAbsolutePath();
        return PortProcess.start(port, List.of("node", server.toString()), variables);
    }
}
