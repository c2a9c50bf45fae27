package dev.yardarm;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway logged as JSON, one object a line.
 *
 * @param lines in the order in which they were printed
 */
record LogLines(List<JsonObject> lines) {

    /**
     * Fails with {@link io.vertx.core.json.DecodeException} on a line that is not a JSON object, save a last one without
     * its end: it is still being written.
     */
    static LogLines parse(List<String> output) {
        int last = output.size() - 1;
        boolean cut = last >= 0 && !output.get(last).endsWith("}");
        return new LogLines(output.subList(0, cut ? last : last + 1).stream()
                .map(JsonObject::new)
                .toList());
    }

    List<JsonObject> withMessage(String message) {
        return lines.stream()
                .filter(line -> message.equals(line.getString("message")))
                .toList();
    }

    boolean has(String message) {
        return !withMessage(message).isEmpty();
    }

    Optional<JsonObject> first(String message) {
        return withMessage(message).stream().findFirst();
    }

    /** From the first event with one message to the first with another; negative if they came the other way round. */
    Duration between(String from, String to) {
        return Duration.between(time(from), time(to));
    }

    private Instant time(String message) {
        return first(message).orElseThrow().getInstant("timestamp");
    }
}
