package dev.yardarm.load.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** One page of Markdown with what became of every simulation of a run. */
record Summary(Path results, Path reports) {

    /** Writes it beside the folder of the results, and returns where. */
    Path write(Map<Scenario, Boolean> passed) throws IOException {
        List<String> lines =
                new ArrayList<>(List.of("# Load tests", "", "| simulation | | report |", "| --- | --- | --- |"));
        for (Map.Entry<Scenario, Boolean> run : passed.entrySet()) {
            String simulation = run.getKey().simulation();
            lines.add("| %s | %s | %s |"
                    .formatted(simulation, run.getValue() ? "passed" : "**failed**", report(simulation)));
        }
        for (Scenario scenario : passed.keySet()) {
            Path section = results.resolve(scenario.simulation() + ".md");
            lines.add("");
            lines.add(
                    Files.exists(section)
                            ? Files.readString(section).strip()
                            : "## " + scenario.simulation() + "\n\nEnded before it could be judged.");
        }
        Path page = results.resolveSibling("load.md");
        return Files.write(page, lines);
    }

    /** The latest of a simulation, relative to the page. */
    private String report(String simulation) throws IOException {
        if (!Files.isDirectory(reports)) {
            return "–";
        }
        try (Stream<Path> folders = Files.list(reports)) {
            return folders.filter(folder ->
                            folder.getFileName().toString().startsWith(simulation.toLowerCase(Locale.ROOT) + "-"))
                    .map(folder -> folder.getFileName().toString())
                    .max(String::compareTo)
                    .map(folder -> "[report](gatling/%s/index.html)".formatted(folder))
                    .orElse("–");
        }
    }
}
