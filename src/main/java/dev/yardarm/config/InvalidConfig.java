package dev.yardarm.config;

import java.util.List;

/**
 * A configuration that cannot be used: all its mistakes at once.
 *
 * <p>Each begins with the name of its setting and never repeats a value, so that none can show a secret.
 */
public final class InvalidConfig extends RuntimeException {
    private final List<String> mistakes;

    /** Expects at least one mistake. */
    public InvalidConfig(List<String> mistakes) {
        super(String.join(System.lineSeparator(), mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** One line each, in the order in which they were found. */
    public List<String> mistakes() {
        return mistakes;
    }
}
