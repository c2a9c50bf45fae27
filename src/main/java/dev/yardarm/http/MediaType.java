package dev.yardarm.http;

import dev.yardarm.http.Refusal.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The media types in which a method takes its body (RFC 9110, section 8.3): JSON, which is UTF-8 (RFC 8259). */
final class MediaType {
    /** A JSON merge patch, under its own name (RFC 7396) or as plain JSON. */
    static final MediaType MERGE_PATCH =
            new MediaType("Accept-Patch", List.of("application/merge-patch+json", "application/json"));

    static final MediaType JSON = new MediaType("Accept", List.of("application/json"));

    private final String hint;
    private final List<String> accepted;

    private MediaType(String hint, List<String> accepted) {
        this.hint = hint;
        this.accepted = accepted;
    }

    /** Throws a {@link Refusal} if a body is announced that is of another type, or encoded. */
    void check(Exchange exchange) {
        MultiMap headers = exchange.request().headers();
        List<String> types = headers.getAll(HttpHeaders.CONTENT_TYPE);
        if (types.isEmpty() && exchange.hasBody()) {
            throw refusal("is missing");
        }
        if (types.size() > 1) {
            throw refusal("is given more than once");
        }
        if (!types.isEmpty() && !accepts(types.get(0))) {
            throw refusal("must be " + String.join(" or ", accepted) + ", in UTF-8");
        }
        if (headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            throw Refusal.ofHeader(
                            Kind.MEDIA_TYPE_NOT_SUPPORTED, "Content-Encoding", "a body is taken without an encoding")
                    .withHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        }
    }

    private Refusal refusal(String message) {
        return Refusal.ofHeader(Kind.MEDIA_TYPE_NOT_SUPPORTED, "Content-Type", message)
                .withHeader(hint, String.join(", ", accepted));
    }

    private boolean accepts(String value) {
        String[] parts = value.toLowerCase(Locale.ROOT).split(";", -1);
        if (!accepted.contains(parts[0].strip())) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            if (!Set.of("", "charset=utf-8", "charset=\"utf-8\"").contains(parts[i].strip())) {
                return false;
            }
        }
        return true;
    }
}
