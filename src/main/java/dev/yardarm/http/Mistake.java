package dev.yardarm.http;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One thing that is wrong with a request.
 *
 * @param name of what is wrong, as the client wrote it; a long one is cut
 */
record Mistake(Place place, String name, String message) {
    private static final int LONGEST_NAME = 128;

    /** Where it is. */
    enum Place {
        FIELD,
        PARAMETER,
        HEADER
    }

    Mistake {
        name = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    JsonObject toJson() {
        return new JsonObject().put(place.name().toLowerCase(Locale.ROOT), name).put("message", message);
    }
}
