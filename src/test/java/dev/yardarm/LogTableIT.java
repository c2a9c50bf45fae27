package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The README's table of log events against the sources: each is logged, and none is missing. */
class LogTableIT {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The end of a statement that logs; a message is the only text in it. */
    private static final Pattern LOGGED = Pattern.compile("\\.log\\(([^;]*?)\\);|LOG\\.[a-z]+\\(([^;]*?)\\);");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    private static String sources;
    private static Set<String> documented;

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(LogTableIT::text)
                    .collect(Collectors.joining());
        }
        documented = text(Path.of("README.md"))
                .lines()
                .dropWhile(line -> !line.equals("| message | level | fields |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .flatMap(row -> found(QUOTED, row.split("\\|", 3)[1]))
                .collect(Collectors.toSet());
    }

    @Test
    void documentedMessages_all_areLogged() {
        List<Pattern> literals =
                found(LITERAL, sources).distinct().map(LogTableIT::form).toList();

        assertThat(documented).hasSizeGreaterThan(30);
        assertThat(documented)
                .allSatisfy(message -> assertThat(literals)
                        .as(message)
                        .anyMatch(literal -> literal.matcher(message).matches()));
    }

    @Test
    void loggedMessages_all_areDocumented() {
        List<String> logged = LOGGED.matcher(sources)
                .results()
                .flatMap(statement -> found(LITERAL, statement.group()))
                .toList();

        assertThat(logged).hasSizeGreaterThan(30);
        assertThat(logged)
                .allSatisfy(message -> assertThat(documented)
                        .as(message)
                        .anyMatch(form(message).asMatchPredicate()));
    }

    /** What a message can look like: {@code {}} stands for a word or several. */
    private static Pattern form(String literal) {
        return Pattern.compile(Pattern.quote(literal).replace("{}", "\\E.+\\Q"));
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
