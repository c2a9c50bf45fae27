package dev.yardarm.logging;

import dev.yardarm.config.LogConfig;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Passes on what is logged through {@code java.util.logging}, as the PostgreSQL driver does, to SLF4J. */
final class JulHandler extends Handler {
    private final Formatter formatter = new SimpleFormatter();

    private JulHandler() {}

    /** Replaces all handlers of {@code java.util.logging}; records below the level are not even made. */
    static void install(LogConfig.Level level) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(
                switch (level) {
                    case ERROR -> Level.SEVERE;
                    case WARN -> Level.WARNING;
                    case INFO -> Level.INFO;
                    case DEBUG -> Level.FINE;
                    case TRACE -> Level.ALL;
                });
        root.addHandler(new JulHandler());
    }

    @Override
    public void publish(LogRecord entry) {
        String name = Optional.ofNullable(entry.getLoggerName()).orElse("java.util.logging");
        LoggerFactory.getLogger(name)
                .atLevel(level(entry.getLevel()))
                .setCause(entry.getThrown())
                .log(formatter.formatMessage(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private static org.slf4j.event.Level level(Level level) {
        int severity = level.intValue();
        if (severity >= Level.SEVERE.intValue()) {
            return org.slf4j.event.Level.ERROR;
        }
        if (severity >= Level.WARNING.intValue()) {
            return org.slf4j.event.Level.WARN;
        }
        if (severity >= Level.INFO.intValue()) {
            return org.slf4j.event.Level.INFO;
        }
        return severity >= Level.FINE.intValue() ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.TRACE;
    }
}
