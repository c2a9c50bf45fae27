package dev.yardarm.http;

import dev.yardarm.http.Refusal.Kind;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.regex.Pattern;

/** Answers requests that could not be decoded; the connection ends with them, since where the next one starts is unknown. */
final class InvalidRequests implements Handler<HttpServerRequest> {
    /** What Netty gives a request whose first line it cannot read. */
    private static final String NO_TARGET = "/bad-request";

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final Exchanges exchanges;

    InvalidRequests(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public void handle(HttpServerRequest request) {
        exchanges.begin(Route.UNMATCHED, request, null).failAndClose(refusal(request));
    }

    private static Refusal refusal(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof Refusal known) {
            return known;
        }
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(
                    Kind.TARGET_TOO_LONG, "A request line has at most " + Limits.REQUEST_LINE_BYTES + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(
                    Kind.HEADERS_TOO_LARGE, "The headers have at most " + Limits.HEADER_BYTES + " bytes together.");
        }
        if (request.uri().equals(NO_TARGET)) {
            return new Refusal(Kind.MALFORMED, "The request line cannot be read.");
        }
        List<String> lengths = request.headers().getAll(HttpHeaders.CONTENT_LENGTH);
        if (lengths.size() > 1) {
            return Refusal.ofHeader(Kind.MALFORMED, "Content-Length", "is given more than once");
        }
        if (!lengths.isEmpty() && !LENGTH.matcher(lengths.get(0)).matches()) {
            return Refusal.ofHeader(Kind.MALFORMED, "Content-Length", "is not a number of bytes");
        }
        return new Refusal(Kind.MALFORMED, "A header is malformed.");
    }
}
