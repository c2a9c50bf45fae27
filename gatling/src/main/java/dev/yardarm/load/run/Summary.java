package dev.yardarm.load.run;

import dev.yardarm.load.record.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One page of Markdown with what became of every simulation of a run.
 *
 * @param results the folder of what each has measured
 * @param reports that of Gatling's reports
 * @param began when the run did: what is older is not its own
 */
record Summary(Path results, Path reports, Instant began) {

    /** Writes it beside the folder of the results, and returns where. */
    Path write(Map<Scenario, Run> runs, Map<Scenario, String> notRun) throws IOException {
        List<String> lines = new ArrayList<>(
                List.of("# Load tests", "", "| simulation | | seconds | report |", "| --- | --- | --- | --- |"));
        for (Map.Entry<Scenario, Run> entry : runs.entrySet()) {
            String simulation = entry.getKey().simulation();
            Run run = entry.getValue();
            lines.add("| %s | %s | %d | %s |"
                    .formatted(simulation, run.outcome(), run.took().toSeconds(), report(simulation)));
        }
        notRun.forEach((scenario, why) -> lines.add("| %s | not run: %s | | |".formatted(scenario.simulation(), why)));
        for (Scenario scenario : runs.keySet()) {
            lines.add("");
            lines.add(
                    Files.exists(section(scenario))
                            ? Files.readString(section(scenario)).strip()
                            : "## " + scenario.simulation() + "\n\nEnded before it could be judged.");
            if (Files.exists(firstSection(scenario))) {
                lines.add("");
                lines.add(Files.readString(firstSection(scenario))
                        .strip()
                        .replaceFirst("(?m)^## .*$", "$0, first attempt"));
            }
        }
        Files.createDirectories(results);
        return Files.write(page(), lines);
    }

    /** Takes away what an earlier run has left. */
    void clear() throws IOException {
        Files.deleteIfExists(page());
    }

    /** Before a simulation is run. What an earlier run has left is not this one's; of a first attempt it is kept. */
    void begin(Scenario scenario, boolean again) {
        try {
            Files.deleteIfExists(firstSection(scenario));
            if (again && Files.exists(section(scenario))) {
                Files.move(section(scenario), firstSection(scenario));
            }
            Files.deleteIfExists(section(scenario));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a simulation that was run found what no slow machine excuses. */
    boolean isBroken(Scenario scenario) {
        try {
            return Files.exists(section(scenario))
                    && Files.readString(section(scenario)).contains(Outcome.Result.BROKEN.word());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path section(Scenario scenario) {
        return results.resolve(scenario.simulation() + ".md");
    }

    private Path firstSection(Scenario scenario) {
        return results.resolve(scenario.simulation() + "-first.md");
    }

    private Path page() {
        return results.resolveSibling("load.md");
    }

    private boolean isOfThisRun(Path report) {
        try {
            return Files.getLastModifiedTime(report).toInstant().isAfter(began);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The latest of a simulation, relative to the page. */
    private String report(String simulation) throws IOException {
        if (!Files.isDirectory(reports)) {
            return "–";
        }
        try (Stream<Path> folders = Files.list(reports)) {
            return folders.filter(folder ->
                            folder.getFileName().toString().startsWith(simulation.toLowerCase(Locale.ROOT) + "-"))
                    .filter(this::isOfThisRun)
                    .map(folder -> folder.getFileName().toString())
                    .max(String::compareTo)
                    .map(folder -> "[report](gatling/%s/index.html)".formatted(folder))
                    .orElse("–");
        }
    }
}
