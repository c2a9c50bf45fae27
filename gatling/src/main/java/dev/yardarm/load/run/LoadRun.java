package dev.yardarm.load.run;

import dev.yardarm.load.run.Scenario.Stack;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the chosen simulations one after the other, and writes their summary. What the build calls; fails with an exception if
 * one of them fails or cannot be run.
 */
public final class LoadRun {
    /** What the simulations read beside {@link Target#SECRETS}; handed on to their processes. */
    private static final List<String> SETTINGS = List.of(
            "baseUrl",
            "managementUrl",
            "redisUser",
            "redisTls",
            "redisAddresses",
            "short",
            "users",
            "rate",
            "warmUp",
            "duration",
            "faults",
            "hang",
            "writePercent",
            "primaryBackWithin",
            "hitsBackWithin",
            "faultP99");

    private final boolean local;
    private final Path folder;
    private final Path mavenHome;
    private final Settings settings;
    private final List<Scenario> scenarios;
    private final Map<Scenario, Boolean> passed = new LinkedHashMap<>();

    private LoadRun(boolean local, Path folder, Path mavenHome, Settings settings) {
        this.local = local;
        this.folder = folder;
        this.mavenHome = mavenHome;
        this.settings = settings;
        this.scenarios = Scenario.chosen(settings);
    }

    /**
     * @param arguments whether the gateway is {@code local}, started here, or {@code given}; the folder of the simulations'
     *     project; that of Maven
     */
    public static void main(String[] arguments) throws IOException {
        boolean local = arguments[0].equals("local");
        try {
            new LoadRun(local, Path.of(arguments[1]), Path.of(arguments[2]), Settings.ofProcess()).run();
        } catch (Refusal refusal) {
            // Maven's own line, which has the message too, is lost among its advice.
            System.err.println("\nNot loaded: " + refusal.getMessage() + "\n");
            throw refusal;
        }
    }

    private void run() throws IOException {
        for (Scenario scenario : scenarios) {
            // What an earlier run has left is not this one's.
            Files.deleteIfExists(results().resolve(scenario.simulation() + ".md"));
        }
        if (local && settings.text("baseUrl").isPresent()) {
            throw new Refusal("-Plocal starts a gateway of its own: leave it out, or leave out -DbaseUrl");
        }
        // Before anything is started or asked.
        scenarios.forEach(scenario -> Preflight.checkSettings(scenario, settings));
        if (local) {
            runLocal();
        } else {
            // All of them before the first: a token that is missing for the last one is not found out after half an
            // hour.
            scenarios.forEach(scenario -> new Preflight(scenario, settings).check());
            scenarios.forEach(scenario -> play(scenario, given()));
        }
        List<String> failed = passed.keySet().stream()
                .filter(scenario -> !passed.get(scenario))
                .map(Scenario::simulation)
                .toList();
        Path summary = new Summary(results(), folder.resolve("target/gatling")).write(passed);
        System.out.println("\n" + Files.readString(summary));
        System.out.println("Summary: " + summary);
        if (!failed.isEmpty()) {
            throw new SimulationsFailed("%d of %d simulations failed: %s; see %s"
                    .formatted(failed.size(), scenarios.size(), String.join(", ", failed), summary));
        }
    }

    private void runLocal() {
        List<Scenario> left = new ArrayList<>(scenarios);
        while (!left.isEmpty()) {
            Stack kind = left.get(0).stack();
            System.out.printf("%nStarting a gateway with real servers on this machine (%s)%n", kind);
            Path log = results().resolve("local-" + kind.name().toLowerCase(Locale.ROOT) + ".log");
            try (LocalStack stack = LocalStack.start(kind, folder.getParent(), mavenHome, log)) {
                Map<String, String> at = given();
                List.of("baseUrl", "managementUrl", "adminToken")
                        .forEach(name -> at.put(name, stack.printed(name).orElseThrow()));
                List<Scenario> here = left.stream()
                        .filter(scenario -> scenario.stack() == kind)
                        .toList();
                here.forEach(scenario -> play(scenario, at));
                left.removeAll(here);
            }
        }
    }

    private void play(Scenario scenario, Map<String, String> at) {
        System.out.printf("%n=== %s%n", scenario.simulation());
        int exit = new GatlingProcess(folder).run(scenario.simulation(), at);
        passed.put(scenario, exit == 0);
    }

    private Map<String, String> given() {
        Map<String, String> given = new HashMap<>();
        SETTINGS.forEach(name -> settings.text(name).ifPresent(value -> given.put(name, value)));
        Target.SECRETS.forEach(name -> settings.secret(name).ifPresent(value -> given.put(name, value)));
        if (settings.isOn("short")) {
            given.put("short", "true");
        }
        return given;
    }

    private Path results() {
        return folder.resolve("target/load");
    }
}
