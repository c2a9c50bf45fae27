package dev.yardarm.load.run;

import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Gatling in a JVM of its own, for one simulation. */
final class GatlingProcess {
    private final Path folder;

    /** @param folder of the project of the simulations */
    GatlingProcess(Path folder) {
        this.folder = folder;
    }

    /** Runs it to its end, and returns the exit code: 0 if all that is asked of it holds. */
    int run(String simulation, Map<String, String> settings) {
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
        return waitFor(builder);
    }

    private static int waitFor(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            // It would load on where the build is ended, until its own time is over.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end of " + process));
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** That of this class: within Maven that of a class loader, else that of the JVM. */
    private static String classPath() {
        if (GatlingProcess.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }
}
