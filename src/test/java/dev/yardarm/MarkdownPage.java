package dev.yardarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page in Markdown, as far as links and tables go, in the form that GitHub gives them.
 *
 * @param lines without those of fenced blocks of code
 */
record MarkdownPage(Path file, List<String> lines) {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern HEADING = Pattern.compile("#{1,6} .*");
    private static final Pattern LINKED = Pattern.compile("\\[([^]]*)\\]\\([^)]*\\)");

    static MarkdownPage read(Path file) {
        List<String> lines = new ArrayList<>();
        boolean fenced = false;
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.strip().startsWith("```")) {
                    fenced = !fenced;
                } else if (!fenced) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MarkdownPage(file, lines);
    }

    /** Where its links lead that begin with no scheme, such as {@code ../README.md#logs}. */
    List<String> relativeLinks() {
        String text = CODE.matcher(String.join(" ", lines)).replaceAll("");
        return LINK.matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** What may stand behind the {@code #} of a link to it. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        lines.stream()
                .filter(HEADING.asMatchPredicate())
                .map(MarkdownPage::anchor)
                .forEach(anchor -> {
                    int before = seen.merge(anchor, 1, Integer::sum) - 1;
                    anchors.add(before == 0 ? anchor : anchor + "-" + before);
                });
        return anchors;
    }

    /** The first cells of the rows of all tables whose first column has this heading. */
    Stream<String> firstColumn(String heading) {
        List<String> cells = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            String cell = line.startsWith("|") ? line.split("\\|", 3)[1].strip() : "";
            if (cell.equals(heading)) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside) {
                cells.add(cell);
            }
        }
        return cells.stream();
    }

    private static String anchor(String heading) {
        String text = LINKED.matcher(heading.replaceFirst("#+ ", "").strip()).replaceAll("$1");
        return text.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
