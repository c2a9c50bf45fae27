package dev.yardarm.http;

import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.migration.NotPossible;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.RevisionNotReached;
import dev.yardarm.write.OutcomeUnknown;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each failure is in HTTP: the status, and the problem details (RFC 9457) that say what went wrong. The only place
 * that knows status codes of failures. What is not known here is a bug: logged with its cause, and answered with 500 and
 * nothing about it.
 */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("application/problem+json");

    /** Backends are looked for again within a second; so may clients. */
    private static final Map<CharSequence, CharSequence> RETRY_AFTER =
            Map.of(HttpHeaders.createOptimized("retry-after"), HttpHeaders.createOptimized("1"));

    private Problems() {}

    /**
     * A failure as it is answered.
     *
     * @param headers beside those of the body
     */
    record Problem(int status, Map<CharSequence, CharSequence> headers, Buffer body) {
        /** Those of the body included, but for its length. */
        void writeHeaders(BiConsumer<CharSequence, CharSequence> header) {
            headers.forEach(header);
            header.accept(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
            header.accept(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
    }

    static Problem of(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refused(refusal);
        }
        if (failure instanceof OutcomeUnknown) {
            return unavailable("The connection to the database was lost while the change was committed: it is not known"
                    + " whether the change was made. Read the flag before trying again.");
        }
        if (failure instanceof ChangeMigration.Unsettled) {
            return unavailable("The database was lost while the instruction was carried out: it is not known whether it"
                    + " is in force. Read the migration before trying again.");
        }
        if (failure instanceof BackendUnavailable) {
            return unavailable("No backend can answer at the moment, and nothing was changed. Try again.");
        }
        if (failure instanceof RevisionNotReached notReached) {
            String detail = "The environment is at revision " + notReached.current()
                    + ", before the one that Flags-Min-Revision asks for.";
            return problem(HttpResponseStatus.CONFLICT, detail, List.of(), Map.of(), RETRY_AFTER);
        }
        if (failure instanceof NotPossible notPossible) {
            String detail = String.valueOf(notPossible.getMessage());
            return problem(HttpResponseStatus.CONFLICT, detail, List.of(), Map.of(), Map.of());
        }
        LOG.atError().setCause(failure).log("Request failed by a bug");
        return problem(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                "The gateway failed to answer this request.",
                List.of(),
                Map.of(),
                Map.of());
    }

    private static Problem refused(Refusal refusal) {
        String detail = String.valueOf(refusal.getMessage());
        return problem(statusOf(refusal.kind()), detail, refusal.mistakes(), refusal.members(), refusal.headers());
    }

    private static Problem unavailable(String detail) {
        return problem(HttpResponseStatus.SERVICE_UNAVAILABLE, detail, List.of(), Map.of(), RETRY_AFTER);
    }

    private static HttpResponseStatus statusOf(Kind kind) {
        return switch (kind) {
            case MALFORMED -> HttpResponseStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpResponseStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpResponseStatus.FORBIDDEN;
            case NOT_FOUND -> HttpResponseStatus.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> HttpResponseStatus.METHOD_NOT_ALLOWED;
            case BODY_TOO_SLOW -> HttpResponseStatus.REQUEST_TIMEOUT;
            case PRECONDITION_FAILED -> HttpResponseStatus.PRECONDITION_FAILED;
            case BODY_TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            case TARGET_TOO_LONG -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            case MEDIA_TYPE_NOT_SUPPORTED -> HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;
            case EXPECTATION_NOT_MET -> HttpResponseStatus.EXPECTATION_FAILED;
            case CONTENT_INVALID -> HttpResponseStatus.UNPROCESSABLE_ENTITY;
            case HEADERS_TOO_LARGE -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
        };
    }

    /** Without a type of its own a problem is {@code about:blank}, and its title is the status's (section 4.2.1). */
    private static Problem problem(
            HttpResponseStatus status,
            String detail,
            List<Mistake> mistakes,
            Map<String, String> members,
            Map<CharSequence, CharSequence> headers) {
        JsonObject json = new JsonObject()
                .put("type", "about:blank")
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", detail);
        members.forEach(json::put);
        if (!mistakes.isEmpty()) {
            json.put(
                    "errors",
                    new JsonArray(mistakes.stream().map(Mistake::toJson).toList()));
        }
        return new Problem(status.code(), headers, json.toBuffer());
    }
}
