package dev.yardarm.secret;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What the endpoint logs, as lines of level, message and fields; may be read while it grows. */
final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(SecretEndpoint.class);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    CapturedLog() {
        start();
        logger.setLevel(Level.INFO);
        logger.addAppender(this);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    List<String> lines(String level) {
        return lines.stream().filter(line -> line.startsWith(level + " ")).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String fields = event.getKeyValuePairs() == null
                ? ""
                : event.getKeyValuePairs().stream()
                        .map(pair -> pair.key + "=" + pair.value)
                        .collect(Collectors.joining(" | "));
        lines.add(event.getLevel() + " " + event.getFormattedMessage() + " | " + fields);
    }
}
