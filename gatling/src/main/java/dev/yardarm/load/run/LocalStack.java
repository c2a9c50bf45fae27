package dev.yardarm.load.run;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.run.Scenario.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code mvn -Plocal} of the project's root, as a process: a gateway with real servers on this machine. It ends with this
 * object, and also if this process ends without closing it, however it does.
 */
final class LocalStack implements AutoCloseable {
    /** With a first build of the project before it. */
    private static final long START_SECONDS = 600;

    private static final long STOP_SECONDS = 60;

    /**
     * Tells it to end, in order, once nobody holds the other end of the standard input any more, and ends when it has ended.
     * A Ctrl-C is for who holds that end: it must not take the shell before.
     */
    private static final String ENDS_WITH_US = "trap '' INT HUP; exec 3<&0; \"$@\" </dev/null 3<&- & p=$!;"
            + " (cat <&3 >/dev/null; kill -TERM $p) & w=$!; exec 3<&-; wait $p; kill $w 2>/dev/null";

    /** A young generation small enough that garbage is collected every few seconds, so that the soak sees what stays. */
    private static final String JVM = "-Xmx512m -Xmn32m";

    /** The settings that it prints. */
    static final Map<String, Pattern> PRINTED = Map.of(
            "baseUrl", Pattern.compile("flag API +(\\S+)"),
            "besideUrl", Pattern.compile("another +(http\\S+)"),
            "managementUrl", Pattern.compile("management +(\\S+)"),
            "adminToken", Pattern.compile("admin token +(\\S+)"));

    private final Process process;
    private final Path log;

    private LocalStack(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one, and returns when it serves.
     *
     * @param root the folder of the gateway's {@code pom.xml}
     * @param log where it prints to
     * @throws Refusal if it does not come up
     */
    static LocalStack start(Stack kind, Path root, Path mavenHome, Path log) {
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "sh",
                            "-c",
                            ENDS_WITH_US,
                            "sh",
                            mavenHome.resolve("bin/mvn").toString(),
                            "-B",
                            "-Plocal",
                            "-Dspotless.check.skip",
                            "-Dyardarm.local.redis=" + kind.redis(),
                            "-Dyardarm.local.gateways=" + kind.gateways()))
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putIfAbsent("NEAR_CACHE", kind.hasNearCache() ? "on" : "off");
            builder.environment().merge("MAVEN_OPTS", JVM, (given, ours) -> given + " " + ours);
            LocalStack stack = new LocalStack(builder.start(), log);
            try {
                stack.awaitStart();
            } catch (RuntimeException e) {
                stack.close();
                throw e;
            }
            return stack;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed of one of these settings; no {@code besideUrl} where there is one gateway. */
    Optional<String> printed(String setting) {
        Matcher match = Objects.requireNonNull(PRINTED.get(setting), setting).matcher(text());
        return match.find() ? Optional.of(match.group(1)) : Optional.empty();
    }

    /** Ends it in order, and waits for that. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the local gateway does not end; see " + log);
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStart() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (printed("adminToken").isEmpty()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new Refusal(
                        "the local gateway does not start: run mvn -Plocal in the project's root, and see " + log);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal("interrupted");
            }
        }
    }

    private String text() {
        try {
            // It may end within a character that is being written: no reason to fail.
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
