package dev.yardarm.infra;

import dev.yardarm.infra.config.ConfigFile;
import dev.yardarm.infra.config.InvalidConfig;
import dev.yardarm.infra.config.Stage;
import dev.yardarm.infra.config.StageConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the templates of all stages. Arguments: the folder of the stages' configurations, and the folder to write to.
 *
 * <p>Exit code 2 and a line for each mistake if a configuration cannot be used; 1 and a line for each finding if the templates
 * are not as they should be.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("usage: Main CONFIG_FOLDER OUTPUT_FOLDER");
            System.exit(2);
        }
        List<StageConfig> configs = new ArrayList<>();
        boolean mistaken = false;
        for (Stage stage : Stage.values()) {
            try {
                configs.add(ConfigFile.read(Path.of(arguments[0]), stage));
            } catch (InvalidConfig invalid) {
                mistaken = true;
                invalid.mistakes().forEach(mistake -> System.err.println(stage.label() + ".properties: " + mistake));
            }
        }
        if (mistaken) {
            System.exit(2);
        }
        List<String> findings = Synthesis.findings(new Synthesis(configs, Path.of(arguments[1])).write());
        findings.forEach(System.err::println);
        System.exit(findings.isEmpty() ? 0 : 1);
    }
}
