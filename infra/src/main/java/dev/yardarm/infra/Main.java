package dev.yardarm.infra;

import dev.yardarm.infra.config.ConfigFile;
import dev.yardarm.infra.config.InvalidConfig;
import dev.yardarm.infra.config.Stage;
import dev.yardarm.infra.config.StageConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the templates of all stages. Arguments: the folder of the stages' configurations, and the folder to write to; without
 * that the configurations are only checked.
 *
 * <p>Exit code 2 and a line for each mistake if a configuration cannot be used; 1 and a line for each finding if the templates
 * are not as they should be.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.err));
    }

    /** The exit code. */
    static int run(List<String> arguments, PrintStream mistakes) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            mistakes.println("usage: Main CONFIG_FOLDER [OUTPUT_FOLDER]");
            return 2;
        }
        List<StageConfig> configs = configs(Path.of(arguments.get(0)), mistakes);
        if (configs.size() < Stage.values().length) {
            return 2;
        }
        if (arguments.size() == 1) {
            return 0;
        }
        List<String> findings = findings(new Synthesis(configs, Path.of(arguments.get(1))));
        findings.forEach(mistakes::println);
        return findings.isEmpty() ? 0 : 1;
    }

    /** Of the stages whose configuration can be used. */
    private static List<StageConfig> configs(Path folder, PrintStream mistakes) {
        List<StageConfig> configs = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            try {
                configs.add(ConfigFile.read(folder, stage));
            } catch (InvalidConfig invalid) {
                invalid.mistakes().forEach(mistake -> mistakes.println(stage.label() + ".properties: " + mistake));
            }
        }
        return configs;
    }

    private static List<String> findings(Synthesis synthesis) {
        try {
            return Synthesis.findings(synthesis.write());
        } catch (InvalidTemplates invalid) {
            return invalid.violations();
        }
    }
}
