package dev.yardarm.load.gateway;

import java.util.Arrays;
import java.util.List;

/** One reading of the page {@code /metrics}: samples in Prometheus' text format, by name and labels. */
public record Metrics(List<String> samples) {

    public static Metrics parse(String page) {
        return new Metrics(page.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList());
    }

    public boolean has(String name) {
        return samples.stream().anyMatch(sample -> is(sample, name));
    }

    /** The sum over all samples of a name that have every one of some labels, each as {@code area="heap"}; NaN without any. */
    public double sum(String name, String... labels) {
        return samples.stream()
                .filter(sample -> is(sample, name))
                .filter(sample -> Arrays.stream(labels).allMatch(label -> hasLabel(sample, label)))
                .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1)))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    private static boolean is(String sample, String name) {
        return sample.startsWith(name + "{") || sample.startsWith(name + " ");
    }

    private static boolean hasLabel(String sample, String label) {
        return sample.contains("{" + label) || sample.contains("," + label);
    }
}
