package dev.yardarm.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Set;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Key-value pairs as members of the line itself: numbers and booleans as such, all else by its {@code toString}.
 *
 * <p>The encoder's own provider would write objects member by member, a secret's text included. A pair that has the
 * name of a member of every line gets an underscore behind it, since a reader of JSON may keep either of two.
 */
final class FieldsJsonProvider extends AbstractJsonProvider<ILoggingEvent> {
    private static final Set<String> TAKEN = Set.of("timestamp", "level", "logger", "thread", "message", "stack_trace");

    @Override
    public void writeTo(JsonGenerator generator, ILoggingEvent event) throws IOException {
        if (event.getKeyValuePairs() == null) {
            return;
        }
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            generator.writeFieldName(TAKEN.contains(pair.key) ? pair.key + "_" : pair.key);
            write(generator, pair.value);
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
