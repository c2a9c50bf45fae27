package dev.yardarm.config;

/** A text that is never printed: use {@link #value} where it is sent, and nowhere else. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
