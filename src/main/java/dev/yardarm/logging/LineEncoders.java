package dev.yardarm.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import net.logstash.logback.composite.AbstractFieldJsonProvider;
import net.logstash.logback.composite.JsonProviders;
import net.logstash.logback.composite.loggingevent.LogLevelJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggerNameJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventFormattedTimestampJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventThreadNameJsonProvider;
import net.logstash.logback.composite.loggingevent.MessageJsonProvider;
import net.logstash.logback.composite.loggingevent.StackTraceJsonProvider;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;

/** The two forms of a line, each in UTF-8 with its time in UTC. */
final class LineEncoders {
    private static final String TIME = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";

    private LineEncoders() {}

    /** A JSON object: {@code timestamp}, {@code level}, {@code logger}, {@code thread}, {@code message}, the fields. */
    static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonProviders<ILoggingEvent> providers = new JsonProviders<>();
        providers.addProvider(timestamp());
        providers.addProvider(named(new LogLevelJsonProvider(), "level"));
        providers.addProvider(named(new LoggerNameJsonProvider(), "logger"));
        providers.addProvider(named(new LoggingEventThreadNameJsonProvider(), "thread"));
        providers.addProvider(named(new MessageJsonProvider(), "message"));
        providers.addProvider(new FieldsJsonProvider());
        providers.addProvider(stackTrace());
        LoggingEventCompositeJsonEncoder encoder = new LoggingEventCompositeJsonEncoder();
        encoder.setContext(context);
        // Nothing but texts, numbers and booleans is written, so no module of Jackson is worth a search at the start.
        encoder.setFindAndRegisterJacksonModules(false);
        encoder.setProviders(providers);
        encoder.start();
        return encoder;
    }

    /** For people: time, level, thread, logger, message, the fields as {@code key="value"}. */
    static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern("%d{\"" + TIME + "\", UTC} %-5level [%thread] %logger - %msg %kvp%n%ex");
        encoder.start();
        return encoder;
    }

    private static LoggingEventFormattedTimestampJsonProvider timestamp() {
        LoggingEventFormattedTimestampJsonProvider timestamp = new LoggingEventFormattedTimestampJsonProvider();
        timestamp.setPattern(TIME);
        timestamp.setTimeZone("UTC");
        return named(timestamp, "timestamp");
    }

    private static StackTraceJsonProvider stackTrace() {
        // The encoder's own converter looks up the jar of every frame.
        ThrowableProxyConverter converter = new ThrowableProxyConverter();
        converter.start();
        StackTraceJsonProvider stackTrace = new StackTraceJsonProvider();
        stackTrace.setThrowableConverter(converter);
        return named(stackTrace, "stack_trace");
    }

    private static <P extends AbstractFieldJsonProvider<ILoggingEvent>> P named(P provider, String name) {
        provider.setFieldName(name);
        return provider;
    }
}
