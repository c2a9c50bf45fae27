package dev.yardarm.http;

import dev.yardarm.http.Mistake.Place;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the query of a request's target. Unknown names are mistakes: a misspelt one must not silently mean the default. */
final class QueryString {
    private QueryString() {}

    /** The values by name, decoded; each known name at most once. */
    static Map<String, String> parse(@Nullable String query, Set<String> known, Mistakes mistakes) {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                read(pair, known, values, mistakes);
            }
        }
        return values;
    }

    private static void read(String pair, Set<String> known, Map<String, String> values, Mistakes mistakes) {
        int equals = pair.indexOf('=');
        String rawName = equals < 0 ? pair : pair.substring(0, equals);
        try {
            String name = QueryStringDecoder.decodeComponent(rawName);
            String value = equals < 0 ? "" : QueryStringDecoder.decodeComponent(pair.substring(equals + 1));
            if (!known.contains(name)) {
                mistakes.add(Place.PARAMETER, name, "is not a parameter of this resource");
            } else if (values.putIfAbsent(name, value) != null) {
                mistakes.add(Place.PARAMETER, name, "is given more than once");
            }
        } catch (IllegalArgumentException badEscape) {
            mistakes.add(Place.PARAMETER, rawName, "holds a malformed percent escape");
        }
    }
}
