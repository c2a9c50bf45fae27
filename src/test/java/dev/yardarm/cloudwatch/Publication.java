package dev.yardarm.cloudwatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.core.JsonToken;
import software.amazon.awssdk.thirdparty.jackson.dataformat.cbor.CBORFactory;

/** What one PutMetricData had, read from its bytes by its own names (CloudWatch API reference, MetricDatum). */
public record Publication(String namespace, Map<String, Datum> metrics) {

    /** One metric; {@code resolution} in seconds, as CloudWatch keeps it. */
    public record Datum(double value, String unit, Map<String, String> dimensions, int resolution) {}

    static Publication of(byte[] cbor) {
        try (JsonParser parser = new CBORFactory().createParser(cbor)) {
            parser.nextToken();
            Map<?, ?> request = (Map<?, ?>) value(parser);
            Map<String, Datum> metrics = new TreeMap<>();
            for (Object each : (List<?>) member(request, "MetricData")) {
                Map<?, ?> datum = (Map<?, ?>) each;
                String name = (String) member(datum, "MetricName");
                if (metrics.put(name, datum(datum)) != null) {
                    throw new IllegalArgumentException("sent twice: " + name);
                }
            }
            return new Publication((String) member(request, "Namespace"), metrics);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private static Datum datum(Map<?, ?> datum) {
        Map<String, String> dimensions = new TreeMap<>();
        for (Object each : (List<?>) member(datum, "Dimensions")) {
            Map<?, ?> dimension = (Map<?, ?>) each;
            dimensions.put((String) member(dimension, "Name"), (String) member(dimension, "Value"));
        }
        return new Datum(
                ((Number) member(datum, "Value")).doubleValue(),
                (String) member(datum, "Unit"),
                dimensions,
                ((Number) member(datum, "StorageResolution")).intValue());
    }

    private static Object member(Map<?, ?> of, String name) {
        return Objects.requireNonNull(of.get(name), () -> "no " + name + " in " + of);
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> parser.getText();
        };
    }
}
