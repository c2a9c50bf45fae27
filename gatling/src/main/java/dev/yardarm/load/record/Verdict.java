package dev.yardarm.load.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What became of a simulation: all that was asked of it, and further figures, as a section of the summary.
 *
 * @param outcomes by what was asked
 * @param figures what was measured and nothing was asked of, by name
 */
public record Verdict(String simulation, Map<String, Outcome> outcomes, Map<String, String> figures) {

    /** Judges now, and takes the figures then. A judgement that cannot be made does not hold, and says why. */
    public static Verdict of(String simulation, List<Judgement> judgements, Supplier<Map<String, String>> figures) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        judgements.forEach(judgement -> outcomes.put(judgement.asked(), outcome(judgement)));
        return new Verdict(simulation, outcomes, shown(figures));
    }

    /** What held is not lost for a figure that cannot be had. */
    private static Map<String, String> shown(Supplier<Map<String, String>> figures) {
        try {
            return figures.get();
        } catch (RuntimeException notToBeHad) {
            return Map.of("figures", "not to be had: " + notToBeHad.getMessage());
        }
    }

    private static Outcome outcome(Judgement judgement) {
        try {
            return judgement.outcome().get();
        } catch (RuntimeException cannotBeJudged) {
            return new Outcome(false, String.valueOf(cannotBeJudged.getMessage()));
        }
    }

    public boolean held(String asked) {
        return outcomes.containsKey(asked) && outcomes.get(asked).held();
    }

    public String markdown() {
        StringBuilder text =
                new StringBuilder("## " + simulation + "\n\n| asked | measured | |\n| --- | --- | --- |\n");
        outcomes.forEach((asked, outcome) -> text.append("| %s | %s | %s |%n"
                .formatted(asked, outcome.measured(), outcome.result().word())));
        text.append("\n| figure | |\n| --- | --- |\n");
        figures.forEach((name, value) -> text.append("| %s | %s |%n".formatted(name, value)));
        return text.toString();
    }

    /** Writes it into a folder, which is made if missing, as a file of the simulation's name. */
    public void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(simulation + ".md"), markdown());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
