package dev.yardarm.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** The time of an event as ISO 8601 has it, in UTC, always to the millisecond. */
final class EventTime {
    private static final DateTimeFormatter FORM =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private EventTime() {}

    static String of(ILoggingEvent event) {
        return FORM.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }
}
