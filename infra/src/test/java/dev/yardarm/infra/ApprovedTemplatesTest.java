package dev.yardarm.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/**
 * All that is deployed is what was approved, to the last figure: the other tests say why some of it has to be so, and this one
 * that none of it changes unseen. With {@code -Dapprove} the files are written anew; their changes are then for a person to
 * read.
 */
class ApprovedTemplatesTest {
    private static final Path APPROVED = Path.of("src", "test", "resources", "approved");
    private static final String COMMAND = "mvn -f infra test -Dtest=ApprovedTemplatesTest -Dapprove";
    private static final int SHOWN_LINES = 6;
    private static final int SHOWN_WIDTH = 160;

    /** A template, or what CloudFormation is told beside the templates. */
    record Approved(Path file, String synthesized) {
        @Override
        public String toString() {
            return file.toString();
        }
    }

    static List<Approved> files() {
        return Templates.all()
                .flatMap(templates -> Stream.concat(
                        Stream.of(new Approved(Path.of(templates.name(), "stacks.txt"), stacks(templates))),
                        templates.assembly().getStacks().stream()
                                .map(CloudFormationStackArtifact::getTemplateFile)
                                .map(file -> new Approved(Path.of(templates.name(), file), templates.text(file)))))
                .toList();
    }

    @BeforeAll
    static void approve() throws IOException {
        if (System.getProperty("approve") == null) {
            return;
        }
        for (Path file : approved()) {
            Files.delete(APPROVED.resolve(file));
        }
        for (Approved each : files()) {
            Path file = APPROVED.resolve(each.file());
            Files.createDirectories(file.getParent());
            Files.writeString(file, each.synthesized());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void template_isTheApprovedOne(Approved each) throws IOException {
        Path file = APPROVED.resolve(each.file());
        String approved = Files.exists(file) ? Files.readString(file) : "";
        if (!approved.equals(each.synthesized())) {
            fail(difference(
                    each.file(),
                    approved.lines().toList(),
                    each.synthesized().lines().toList()));
        }
    }

    @Test
    void approved_areTheTemplatesAndNothingElse() throws IOException {
        assertThat(approved())
                .as("anew by: " + COMMAND)
                .containsExactlyInAnyOrderElementsOf(
                        files().stream().map(Approved::file).toList());
    }

    private static List<Path> approved() throws IOException {
        if (!Files.exists(APPROVED)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(APPROVED)) {
            return files.filter(Files::isRegularFile).map(APPROVED::relativize).toList();
        }
    }

    /** Where each stack goes, and whether it is protected: no template has it. */
    private static String stacks(Templates templates) {
        Map<String, String> stacks = new TreeMap<>(Comparator.naturalOrder());
        templates.read("manifest.json").path("artifacts").properties().forEach(artifact -> {
            JsonNode stack = artifact.getValue();
            if (stack.path("type").asText().equals("aws:cloudformation:stack")) {
                stacks.put(
                        artifact.getKey(),
                        stack.path("environment").asText() + " terminationProtection="
                                + stack.path("properties").path("terminationProtection"));
            }
        });
        return stacks.entrySet().stream()
                .map(stack -> stack.getKey() + " " + stack.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** The first lines that differ, and the resource that they are of. */
    private static String difference(Path file, List<String> approved, List<String> synthesized) {
        int first = IntStream.range(0, Math.min(approved.size(), synthesized.size()))
                .filter(line -> !approved.get(line).equals(synthesized.get(line)))
                .findFirst()
                .orElse(Math.min(approved.size(), synthesized.size()));
        String resource = IntStream.iterate(
                        Math.min(first, synthesized.size() - 1), line -> line >= 0, line -> line - 1)
                .mapToObj(synthesized::get)
                .filter(line -> line.matches(" {2}\"\\w+\": \\{"))
                .findFirst()
                .map(line -> ", in" + line.replace(": {", "").stripTrailing().substring(1))
                .orElse("");
        int column = first < Math.min(approved.size(), synthesized.size())
                ? column(approved.get(first), synthesized.get(first))
                : 0;
        return file + " is not what was approved, from line " + (first + 1) + resource + "\n"
                + shown("approved:    ", approved, first, column) + shown("synthesized: ", synthesized, first, column)
                + "If it is to be so, write the approved files anew and read what has changed:\n" + COMMAND;
    }

    private static int column(String one, String other) {
        return IntStream.range(0, Math.min(one.length(), other.length()))
                .filter(column -> one.charAt(column) != other.charAt(column))
                .findFirst()
                .orElse(Math.min(one.length(), other.length()));
    }

    /** Of a line that is too long what is around its first difference. */
    private static String shown(String prefix, List<String> lines, int first, int column) {
        return lines.stream()
                .skip(first)
                .limit(SHOWN_LINES)
                .map(line -> {
                    int begin = line.length() <= SHOWN_WIDTH ? 0 : Math.max(0, column - SHOWN_WIDTH / 2);
                    return prefix
                            + line.substring(
                                    Math.min(begin, line.length()), Math.min(line.length(), begin + SHOWN_WIDTH))
                            + "\n";
                })
                .collect(Collectors.joining());
    }
}
