package dev.yardarm.load.run;

import dev.yardarm.load.fault.Faults;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import dev.yardarm.load.gateway.Unsuited;
import dev.yardarm.load.run.Scenario.Need;
import dev.yardarm.load.run.Scenario.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the chosen simulations one after the other, and writes their summary. What the build calls; fails with an exception if
 * one of them fails or cannot be run.
 */
public final class LoadRun {
    /** What the simulations read beside {@link Target#SECRETS}; handed on to their processes. */
    private static final List<String> SETTINGS = List.of(
            "baseUrl",
            "besideUrl",
            "managementUrl",
            "redisUser",
            "redisTls",
            "redisAddresses",
            "redisPatience",
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

    private static final int MOST_ATTEMPTS = 2;

    /** For what takes its own time beside the load: a cluster that settles, a migration that waits. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final boolean local;
    private final Path folder;
    private final Path mavenHome;
    private final Settings settings;
    private final List<Scenario> scenarios;
    private final int attempts;
    private final Summary summary;
    private final Runner runner;
    private final Map<Scenario, Run> runs = new LinkedHashMap<>();
    private final Map<Scenario, String> notRun = new LinkedHashMap<>();

    /** How a simulation is run to its end: {@link GatlingProcess#run}, save in tests. */
    @FunctionalInterface
    interface Runner {
        int run(String simulation, Map<String, String> settings, Duration atMost);
    }

    LoadRun(boolean local, Path folder, Path mavenHome, Settings settings, Runner runner) {
        this.local = local;
        this.folder = folder;
        this.mavenHome = mavenHome;
        this.settings = settings;
        this.scenarios = Scenario.chosen(settings);
        this.attempts = settings.number("attempts", 1, MOST_ATTEMPTS);
        this.summary = new Summary(results(), folder.resolve("target/gatling"), Instant.now());
        this.runner = runner;
    }

    /**
     * Called by the build.
     *
     * @param arguments whether the gateway is {@code local}, started here, or {@code given}; the folder of the simulations'
     *     project; that of Maven
     */
    public static void main(String[] arguments) throws IOException {
        boolean local = arguments[0].equals("local");
        Path folder = Path.of(arguments[1]);
        Runner runner = new GatlingProcess(folder)::run;
        try {
            Misspellings.check(System.getProperties().stringPropertyNames(), properties());
            new LoadRun(local, folder, Path.of(arguments[2]), Settings.ofProcess(), runner).run();
        } catch (Refusal refusal) {
            // Maven's own line, which has the message too, is lost among its advice.
            System.err.println("\nNot loaded: " + refusal.getMessage() + "\n");
            throw refusal;
        }
    }

    private static Set<String> properties() {
        return Stream.of(SETTINGS, Target.SECRETS, List.of("simulations", "attempts"))
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    void run() throws IOException {
        summary.clear();
        if (local) {
            LocalStack.PRINTED.keySet().forEach(this::demandNot);
        }
        // Before anything is started or asked.
        scenarios.forEach(scenario -> Preflight.checkSettings(scenario, settings));
        List<Scenario> fit = local ? scenarios : fit();
        Path page;
        try {
            if (local) {
                playLocally();
            } else {
                fit.forEach(scenario -> play(scenario, given()));
            }
        } finally {
            // What was measured is not lost where a later one cannot be run.
            page = summary.write(runs, notRun);
            System.out.println("\n" + Files.readString(page));
            System.out.println("Summary: " + page);
        }
        List<Scenario> failed = failed();
        if (!failed.isEmpty()) {
            throw new SimulationsFailed("%d of %d simulations failed: %s; see %s"
                    .formatted(
                            failed.size(),
                            runs.size(),
                            failed.stream().map(Scenario::simulation).collect(Collectors.joining(", ")),
                            page));
        }
    }

    private void demandNot(String name) {
        if (settings.text(name).isPresent()) {
            throw new Refusal("-Plocal starts a gateway of its own: leave it out, or leave out -D" + name);
        }
    }

    /**
     * Those that the given gateway can be asked. All are looked at before the first is run: a token that is missing for the
     * last one is not found out after half an hour.
     */
    private List<Scenario> fit() {
        List<Scenario> fit = new ArrayList<>();
        Optional<Unsuited> first = Optional.empty();
        for (Scenario scenario : scenarios) {
            try {
                new Preflight(scenario, settings).check();
                fit.add(scenario);
            } catch (Unsuited unsuited) {
                if (isAskedFor(scenario)) {
                    throw unsuited;
                }
                notRun.put(scenario, unsuited.getMessage());
                first = first.or(() -> Optional.of(unsuited));
            }
        }
        if (fit.isEmpty() && first.isPresent()) {
            throw first.get();
        }
        return fit;
    }

    private boolean isAskedFor(Scenario scenario) {
        return settings.text("simulations").isPresent()
                || (scenario.needs(Need.FAULTS) && settings.text("faults").isPresent());
    }

    private List<Scenario> failed() {
        return runs.entrySet().stream()
                .filter(entry -> !entry.getValue().passed())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void playLocally() {
        playLocally(scenarios);
        for (int attempt = 2; attempt <= attempts && !excusable().isEmpty(); attempt++) {
            System.out.printf("%nWhat failed is run again, with servers that nobody has ended: %s%n", excusable());
            playLocally(excusable());
        }
    }

    /** Those that failed by what a slow machine can do. */
    private List<Scenario> excusable() {
        return failed().stream().filter(scenario -> !summary.isBroken(scenario)).toList();
    }

    private void playLocally(List<Scenario> wanted) {
        List<Scenario> left = new ArrayList<>(wanted);
        while (!left.isEmpty()) {
            Stack kind = left.get(0).stack();
            System.out.printf("%nStarting a gateway with real servers on this machine (%s)%n", kind);
            Path log = results()
                    .resolve("local-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".log");
            try (LocalStack stack = LocalStack.start(kind, folder.resolve("..").normalize(), mavenHome, log)) {
                Map<String, String> at = given();
                // All that is broken here is our own.
                at.putIfAbsent("faults", Faults.ALL_KINDS);
                LocalStack.PRINTED
                        .keySet()
                        .forEach(name -> stack.printed(name).ifPresent(value -> at.put(name, value)));
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
        summary.begin(scenario, runs.containsKey(scenario));
        LoadShape shape = scenario.shape(settings);
        // A migration holds its steps for up to twice as long as it should.
        Duration atMost = shape.warmUp().plus(shape.duration().multipliedBy(3)).plus(MARGIN);
        long began = System.nanoTime();
        int exit = runner.run(scenario.simulation(), at, atMost);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Run earlier = runs.getOrDefault(scenario, new Run(false, 0, Duration.ZERO));
        Run run = new Run(exit == 0, earlier.attempt() + 1, earlier.took().plus(took));
        runs.put(scenario, run);
        System.out.printf("=== %s: %s, %d s%n", scenario.simulation(), run.outcome(), took.toSeconds());
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
