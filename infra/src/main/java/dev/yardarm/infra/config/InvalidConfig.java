package dev.yardarm.infra.config;

import java.util.List;

/** A configuration that cannot be used. Its message has a line for each mistake. */
public final class InvalidConfig extends RuntimeException {
    private final List<Mistake> mistakes;

    InvalidConfig(List<Mistake> mistakes) {
        super(String.join("\n", mistakes.stream().map(Mistake::toString).toList()));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }

    /** What is wrong with one setting, or with the {@code file}. */
    public record Mistake(String key, String what) {
        @Override
        public String toString() {
            return key + ": " + what;
        }
    }
}
