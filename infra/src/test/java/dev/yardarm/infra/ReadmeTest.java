package dev.yardarm.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.infra.config.ConfigFile;
import dev.yardarm.infra.config.Stage;
import dev.yardarm.infra.config.StageConfig;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the README says of tests and settings is so. */
class ReadmeTest {
    private final String readme;

    ReadmeTest() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void table_namesTestsThatAreThere() throws IOException {
        String tests = sources("src/test/java");
        Set<String> named = all("`(\\w+Test\\.\\w+)`");
        assertThat(named).hasSizeGreaterThan(30).allSatisfy(test -> {
            String[] parts = test.split("\\.", 2);
            assertThat(tests).contains("class " + parts[0] + " ", "void " + parts[1] + "(");
        });
    }

    @Test
    void table_hasEveryRowThatTemplatesHaveToFulfil() {
        assertThat(all("(?m)^\\| ([CS]\\d+) \\|"))
                .contains("C1", "C4", "C7", "C8", "C11", "C18", "C20", "S9", "S12", "S13", "S19");
    }

    @Test
    void settings_areAllListedWithTheirDefaults() throws IOException {
        String reader = Files.readString(Path.of("src/main/java/dev/yardarm/infra/config/ConfigFile.java"));
        Set<String> read = matches(reader, "settings\\s*\\.\\w+\\(\\s*\"([A-Za-z0-9.]+)\"");
        Map<String, String> listed = settings();
        assertThat(listed.keySet()).containsExactlyInAnyOrderElementsOf(read);
    }

    /** To set each to the default that is listed changes nothing. */
    @ParameterizedTest
    @EnumSource
    void defaults_areThoseOfTheReader(Stage stage) {
        Pattern listed = Pattern.compile("(?:.*" + stage.label() + " )?`([^`]+)`.*");
        Map<String, String> defaults = new HashMap<>();
        settings().forEach((name, cell) -> {
            Matcher value = listed.matcher(cell);
            if (cell.matches("`[^`]+`|production (`[^`]+`|required), staging `[^`]+`") && value.matches()) {
                defaults.put(name, value.group(1));
            }
        });
        assertThat(defaults).hasSizeGreaterThan(40).containsKeys("database.multiAz", "cache.maintenanceWindow");
        Map<String, String> least = Templates.settings(stage, Map.of());
        assertThat(ConfigFile.parse(stage, Templates.settings(stage, defaults)))
                .isEqualTo(ConfigFile.parse(stage, least));
    }

    /** So that the approved templates show what each of them does. */
    @Test
    void settings_haveAllAnotherValueThanTheirDefaultInOneVariant() throws ReflectiveOperationException {
        assertThat(Templates.EVERYTHING.keySet())
                .containsExactlyInAnyOrderElementsOf(settings().keySet());
        Map<String, Object> defaults =
                values(ConfigFile.parse(Stage.STAGING, Templates.settings(Stage.STAGING, Map.of())));
        Map<String, Object> others = values(ConfigFile.parse(Stage.STAGING, Templates.EVERYTHING));
        assertThat(others)
                .hasSameSizeAs(settings())
                .allSatisfy((name, value) -> assertThat(value).as(name).isNotEqualTo(defaults.get(name)));
        assertThat(others.get("AlarmConfig.replicas")).isNotEqualTo(others.get("CacheConfig.replicas"));
    }

    /** Each value that a configuration has, by its record and its name there. */
    private static Map<String, Object> values(StageConfig config) throws ReflectiveOperationException {
        Map<String, Object> values = new TreeMap<>();
        for (RecordComponent group : StageConfig.class.getRecordComponents()) {
            if (group.getType().isRecord()) {
                Object settings = group.getAccessor().invoke(config);
                for (RecordComponent setting : group.getType().getRecordComponents()) {
                    String name = group.getType().getSimpleName() + "." + setting.getName();
                    values.put(name, setting.getAccessor().invoke(settings));
                }
            }
        }
        return values;
    }

    private Map<String, String> settings() {
        String table = readme.substring(readme.indexOf("## Settings"), readme.indexOf("## What is required"));
        return Pattern.compile("(?m)^\\| `([a-zA-Z0-9.]+)` \\| .*\\| ([^|]+) \\|$")
                .matcher(table)
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    }

    private Set<String> all(String pattern) {
        return matches(readme, pattern);
    }

    private static Set<String> matches(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }
}
