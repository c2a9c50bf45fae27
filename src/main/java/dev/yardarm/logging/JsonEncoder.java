package dev.yardarm.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * A line that is a JSON object: {@code timestamp}, {@code level}, {@code logger}, {@code thread}, {@code message}, then
 * each key-value pair as a member of its own, then {@code stack_trace} if there is one.
 *
 * <p>Numbers and booleans are written as such, all else by its {@code toString}, so that nothing is opened up member by
 * member, a secret least of all. A pair with the name of a member of every line gets an underscore behind it, since a
 * reader of JSON may keep either of two.
 */
final class JsonEncoder extends EncoderBase<ILoggingEvent> {
    // By jackson-core alone. logstash-logback-encoder brings the same lines by way of jackson-databind, whose classes
    // take 150 ms of a cold start to load.
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> TAKEN = Set.of("timestamp", "level", "logger", "thread", "message", "stack_trace");
    private static final byte[] NOTHING = {};

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = JSON.createGenerator(line)) {
            generator.writeStartObject();
            write(generator, event);
            generator.writeEndObject();
            generator.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException("a stream in memory does not fail", impossible);
        }
        return line.toByteArray();
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    private static void write(JsonGenerator generator, ILoggingEvent event) throws IOException {
        generator.writeStringField("timestamp", EventTime.of(event));
        generator.writeStringField("level", event.getLevel().toString());
        generator.writeStringField("logger", event.getLoggerName());
        generator.writeStringField("thread", event.getThreadName());
        generator.writeStringField("message", event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                generator.writeFieldName(TAKEN.contains(pair.key) ? pair.key + "_" : pair.key);
                write(generator, pair.value);
            }
        }
        if (event.getThrowableProxy() != null) {
            generator.writeStringField("stack_trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            write(generator, ((Number) value).doubleValue());
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value.toString());
        }
    }

    private static void write(JsonGenerator generator, double number) throws IOException {
        if (Double.isFinite(number)) {
            generator.writeNumber(number);
        } else {
            // JSON has no such number.
            generator.writeNull();
        }
    }
}
