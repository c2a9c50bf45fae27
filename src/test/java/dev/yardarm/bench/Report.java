package dev.yardarm.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, as a page of Markdown with its plots beside it. */
final class Report {
    private final StringBuilder page = new StringBuilder();
    private final List<String> plotNames = new ArrayList<>();
    private final List<Plot> plots = new ArrayList<>();
    private final List<String> notRun = new ArrayList<>();

    Report text(String paragraph) {
        page.append(paragraph.strip()).append("\n\n");
        return this;
    }

    Report section(String title) {
        return text("## " + title);
    }

    /** Each row has as many cells as there are columns. */
    Report table(List<String> columns, List<List<String>> rows) {
        line(columns);
        line(columns.stream().map(column -> "---").toList());
        rows.forEach(this::line);
        page.append('\n');
        return this;
    }

    private void line(List<String> cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** @param name of its file, without an ending */
    Report plot(String name, Plot plot) {
        plotNames.add(name);
        plots.add(plot);
        return text("![" + plot.title() + "](performance/" + name + ".svg)");
    }

    /** What could not be measured, and why; told at once, and in the page. */
    void notRun(String what) {
        Progress.tell("  NOT RUN: " + what);
        notRun.add(what);
    }

    /** Adds all that another one has. */
    Report append(Report other) {
        page.append(other.page);
        plotNames.addAll(other.plotNames);
        plots.addAll(other.plots);
        notRun.addAll(other.notRun);
        return this;
    }

    /** Writes {@code performance.md} and the plots. */
    void write(Path folder) throws IOException {
        if (!notRun.isEmpty()) {
            section("Not run");
            notRun.forEach(what -> page.append("- ").append(what).append('\n'));
        }
        Path images = Files.createDirectories(folder.resolve("performance"));
        for (int i = 0; i < plots.size(); i++) {
            Files.writeString(
                    images.resolve(plotNames.get(i) + ".svg"), plots.get(i).svg());
        }
        Files.writeString(folder.resolve("performance.md"), page.toString().stripTrailing() + "\n");
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
