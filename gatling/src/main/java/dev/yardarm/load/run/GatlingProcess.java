package dev.yardarm.load.run;

import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Gatling in a JVM of its own, for one simulation. */
final class GatlingProcess {
    private static final long END_SECONDS = 10;

    private final Path folder;

    /** @param folder of the project of the simulations */
    GatlingProcess(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs it to its end, and returns the exit code: 0 if all that is asked of it holds.
     *
     * @param atMost after what time it is ended, as one that failed
     */
    int run(String simulation, Map<String, String> settings, Duration atMost) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        // As Gatling's own Maven plugin does.
        command.addAll(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Djava.awt.headless=true"));
        settings.forEach((name, value) -> {
            if (!Target.SECRETS.contains(name)) {
                command.add("-D" + name + "=" + value);
            }
        });
        command.addAll(List.of("io.gatling.app.Gatling", "-s", "dev.yardarm.load." + simulation));
        command.addAll(List.of("-rf", folder.resolve("target/gatling").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        builder.environment().put("CLASSPATH", classPath());
        Target.SECRETS.stream()
                .filter(settings::containsKey)
                .forEach(name -> builder.environment().put(Settings.environmentName(name), settings.get(name)));
        return waitFor(builder, atMost);
    }

    private static int waitFor(ProcessBuilder builder, Duration atMost) {
        try {
            Process process = builder.start();
            // It would load on where the build is ended, until its own time is over.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end of " + process));
            if (process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            System.err.printf("not over after %d s, and ended%n", atMost.toSeconds());
            // In order, so that it takes back what it has done.
            process.destroy();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static String path(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That of this class: within Maven that of a class loader, else that of the JVM. */
    private static String classPath() {
        if (GatlingProcess.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs())
                    .map(GatlingProcess::path)
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }
}
