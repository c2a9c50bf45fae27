package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What is written about the gateway holds together: links lead somewhere, alerts to a runbook, and runbooks speak of messages
 * and metrics that there are. Each test says how much it looked at.
 */
class DocumentationTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path RUNBOOKS = ROOT.resolve(Path.of("docs", "runbooks"));
    private static final Path INDEX = RUNBOOKS.resolve("README.md");
    private static final Path PROMETHEUS_RULES = ROOT.resolve(Path.of("conf", "prometheus"));
    private static final Path INFRASTRUCTURE = ROOT.resolve("infra");

    /** What is made by tools, and not ours. */
    private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", "cdk.out");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** Where a link leads, in text, with or without an address in the web. */
    private static final Pattern RUNBOOK = Pattern.compile("docs/runbooks/[a-z-]+\\.md(#[a-z0-9-]+)?");

    /** An alarm where it is made in {@code infra}: how its name is written, and its runbook. */
    private static final Pattern ALARM =
            Pattern.compile("Condition\\s*\\.(?:above|below)\\(\\s*([^,]+),.*?Runbook\\.([A-Z_]+)", Pattern.DOTALL);

    private static final Pattern QUOTED_TEXT = Pattern.compile("\"([^\"]+)\"");

    @Test
    void links_ofAllPages_leadToAFileAndAHeading() {
        List<MarkdownPage> pages = files(ROOT, ".md").map(MarkdownPage::read).toList();
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (MarkdownPage page : pages) {
            for (String link : page.relativeLinks()) {
                links++;
                if (!leadsSomewhere(page.file(), link)) {
                    broken.add(ROOT.relativize(page.file()) + ": " + link);
                }
            }
        }
        System.out.printf("%d relative links of %d pages%n", links, pages.size());
        assertThat(links).isGreaterThan(50);
        assertThat(broken).isEmpty();
    }

    @Test
    void alerts_ofPrometheus_eachHaveTheRunbookThatTheIndexNames() {
        Map<String, String> alerts = prometheusAlerts();
        System.out.printf("%d alerts in %s%n", alerts.size(), ROOT.relativize(PROMETHEUS_RULES));
        assertThat(alerts.isEmpty())
                .as("alerts, where the folder is there")
                .isEqualTo(Files.notExists(PROMETHEUS_RULES));
        String index = text(INDEX);
        alerts.forEach((alert, annotations) -> {
            List<String> runbooks = RUNBOOK.matcher(annotations)
                    .results()
                    .map(MatchResult::group)
                    .toList();
            assertThat(runbooks).as("the runbook of " + alert).hasSize(1);
            assertThat(leadsSomewhere(ROOT.resolve("any"), runbooks.get(0)))
                    .as(runbooks.get(0) + " of " + alert)
                    .isTrue();
            assertThat(index.lines().filter(line -> line.contains("`" + alert + "`")))
                    .as("the line of " + alert + " in the index")
                    .anyMatch(line -> line.contains("(" + nameOf(runbooks.get(0))));
        });
    }

    /** Its own tests assert that the templates have them; here it is that pages and rows are there. */
    @Test
    void alarms_ofTheInfrastructure_eachHaveARunbookThatTheIndexNames() {
        List<String> sources =
                files(INFRASTRUCTURE, ".java").map(DocumentationTest::text).toList();
        List<MatchResult> alarms = sources.stream()
                .flatMap(source -> ALARM.matcher(source).results())
                .toList();
        System.out.printf("%d alarms in the sources of infra%n", alarms.size());
        assertThat(alarms.isEmpty()).as("alarms, where the folder is there").isEqualTo(Files.notExists(INFRASTRUCTURE));
        assertThat(sources.stream().filter(source -> source.contains("Alarm.Builder.create(")))
                .as("what makes alarms speaks of runbooks")
                .allMatch(source -> source.contains("runbook.path()"));
        String index = text(INDEX);
        for (MatchResult alarm : alarms) {
            String page = alarm.group(2).toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
            assertThat(RUNBOOKS.resolve(page)).isRegularFile();
            QUOTED_TEXT
                    .matcher(alarm.group(1))
                    .results()
                    .findFirst()
                    .map(quoted -> inTheIndex(quoted.group(1)))
                    .ifPresent(name -> assertThat(index.lines().filter(line -> line.contains(name)))
                            .as("the line of " + name + " in the index")
                            .anyMatch(line -> line.contains("(" + page)));
        }
    }

    /** A whole name as such, not as a part of a longer one; of some the sources have a beginning or an end. */
    private static String inTheIndex(String name) {
        return name.startsWith("-") || name.endsWith("-") ? name : "`" + name + "`";
    }

    @Test
    void runbooks_all_areInTheIndex() {
        MarkdownPage index = MarkdownPage.read(INDEX);
        List<String> names =
                runbooks().map(page -> page.file().getFileName().toString()).toList();
        System.out.printf("%d runbooks%n", names.size());
        assertThat(names).hasSizeGreaterThan(10);
        assertThat(index.relativeLinks()).containsAll(names);
    }

    @Test
    void messagesAndMetrics_ofRunbooks_areThoseOfTheReadme() {
        MarkdownPage readme = MarkdownPage.read(ROOT.resolve("README.md"));
        Set<String> messages = quotedInFirstColumn(readme, "message").collect(Collectors.toSet());
        Set<String> metrics = quotedInFirstColumn(readme, "metric")
                .map(metric -> metric.replaceFirst("\\{.*", ""))
                .collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>();
        int looked = 0;
        for (MarkdownPage page : runbooks().toList()) {
            for (String message : quotedInFirstColumn(page, "in the log").toList()) {
                looked++;
                if (!messages.contains(message)) {
                    unknown.add(page.file().getFileName() + " has no message of the README: " + message);
                }
            }
            for (String metric : quotedInFirstColumn(page, "metric").toList()) {
                looked++;
                if (!metrics.contains(metric.replaceFirst("\\{.*", ""))) {
                    unknown.add(page.file().getFileName() + " has no metric of the README: " + metric);
                }
            }
        }
        System.out.printf("%d messages and metrics in runbooks%n", looked);
        assertThat(looked).isGreaterThan(50);
        assertThat(unknown).isEmpty();
    }

    /** Each alert's name, and its annotations as one text. */
    private static Map<String, String> prometheusAlerts() {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return Stream.concat(files(PROMETHEUS_RULES, ".yml"), files(PROMETHEUS_RULES, ".yaml"))
                .flatMap(file -> StreamSupport.stream(yaml.loadAll(text(file)).spliterator(), false).toList().stream())
                .flatMap(DocumentationTest::nested)
                .filter(map -> map.containsKey("alert"))
                .collect(Collectors.toMap(
                        map -> String.valueOf(map.get("alert")),
                        map -> String.valueOf(map.get("annotations")),
                        (one, other) -> one + other));
    }

    /** All maps of a document, wherever they are in it. */
    private static Stream<Map<?, ?>> nested(Object value) {
        if (value instanceof Map<?, ?> map) {
            return Stream.concat(Stream.of(map), map.values().stream().flatMap(DocumentationTest::nested));
        }
        return value instanceof List<?> list ? list.stream().flatMap(DocumentationTest::nested) : Stream.empty();
    }

    private static boolean leadsSomewhere(Path from, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1 || MarkdownPage.read(target).anchors().contains(parts[1]));
    }

    private static String nameOf(String runbook) {
        return runbook.replaceFirst(".*/", "").replaceFirst("#.*", "");
    }

    private static Stream<MarkdownPage> runbooks() {
        return files(RUNBOOKS, ".md").filter(file -> !file.equals(INDEX)).map(MarkdownPage::read);
    }

    private static Stream<String> quotedInFirstColumn(MarkdownPage page, String heading) {
        return page.firstColumn(heading)
                .flatMap(cell -> QUOTED.matcher(cell).results())
                .map(match -> match.group(1));
    }

    /** Files below a folder by the end of their names; none if there is no such folder. */
    private static Stream<Path> files(Path folder, String end) {
        List<Path> files = new ArrayList<>();
        if (Files.notExists(folder)) {
            return files.stream();
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(String.valueOf(visited.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(end)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream().sorted();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
