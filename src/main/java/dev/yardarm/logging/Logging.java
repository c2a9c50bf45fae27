package dev.yardarm.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import dev.yardarm.config.LogConfig;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The set-up of the log.
 *
 * <p>Lines are written by one thread behind a bounded queue. Where standard output is slow or hangs, lines are lost and
 * nobody waits: debug and info lines once a fifth of the queue is left, all others once it is full.
 */
public final class Logging {
    // About 8 MB of ordinary events at worst, and more than a burst of changes of state ever was.
    private static final int QUEUE_SIZE = 8_192;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final List<String> CHATTY =
            List.of("io.micrometer", "io.netty", "io.vertx", "org.flywaydb", "org.postgresql");

    /** Logs, as an error with a stack trace, each failed handshake that its caller is told of and reports as a change of state. */
    private static final String REPORTED_ELSEWHERE = "io.vertx.redis.client.impl.RedisConnectionManager";

    /** Write at debug what is sent and received, byte by byte: with the AWS SDK that is secrets and the keys to them. */
    private static final List<String> INDISCREET = List.of("io.netty.handler.logging", "software.amazon.awssdk");

    private static @Nullable AsyncAppender queue;

    private Logging() {}

    /** Writes to standard output from now on; may be called again. */
    public static void configure(LogConfig config) {
        configure(config, ConsoleTarget.SystemOut.getStream());
    }

    /** Writes to a stream, which is closed by {@link #shutdown} and by the next call. */
    static synchronized void configure(LogConfig config, OutputStream stream) {
        LoggerContext context = context();
        context.reset();
        context.start();
        AsyncAppender appender = queue(context, sink(context, encoder(context, config.format()), stream));
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        queue = appender;
        Level level = Level.valueOf(config.level().name());
        root.setLevel(level);
        if (level == Level.INFO) {
            CHATTY.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        }
        if (level.isGreaterOrEqual(Level.INFO)) {
            context.getLogger(REPORTED_ELSEWHERE).setLevel(Level.OFF);
        }
        if (!level.isGreaterOrEqual(Level.WARN)) {
            INDISCREET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        }
        JulHandler.install(config.level());
    }

    /**
     * Waits until what was logged before is written, for a second at most. Blocks: not for event loops.
     *
     * @return whether it is written
     */
    public static boolean flush() {
        AsyncAppender appender = current();
        if (appender == null) {
            return true;
        }
        FlushMark mark = new FlushMark();
        appender.doAppend(mark);
        return mark.await(PATIENCE);
    }

    /** Writes what is left, for a second at most; what is logged later is lost. Blocks: not for event loops. */
    public static synchronized void shutdown() {
        queue = null;
        context().stop();
    }

    private static synchronized @Nullable AsyncAppender current() {
        return queue;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static AsyncAppender queue(LoggerContext context, OutputStreamAppender<ILoggingEvent> sink) {
        AsyncAppender appender = new AsyncAppender();
        appender.setContext(context);
        appender.setName("queue");
        appender.setQueueSize(QUEUE_SIZE);
        appender.setNeverBlock(true);
        appender.setMaxFlushTime((int) PATIENCE.toMillis());
        appender.addAppender(sink);
        appender.start();
        return appender;
    }

    private static OutputStreamAppender<ILoggingEvent> sink(
            LoggerContext context, Encoder<ILoggingEvent> encoder, OutputStream stream) {
        OutputStreamAppender<ILoggingEvent> sink = new OutputStreamAppender<>();
        sink.setContext(context);
        sink.setName("sink");
        sink.setEncoder(encoder);
        sink.setOutputStream(stream);
        sink.addFilter(new FlushMark.Receiver());
        sink.start();
        return sink;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogConfig.Format format) {
        Encoder<ILoggingEvent> encoder = switch (format) {
            case JSON -> new JsonEncoder();
            case TEXT -> new TextEncoder();
        };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
