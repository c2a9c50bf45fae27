package dev.yardarm.config;

/** What is logged, and in which form. */
public record LogConfig(Format format, Level level) {

    /** The form of a line. */
    public enum Format {
        JSON,
        TEXT
    }

    /** The least severity that is logged. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
