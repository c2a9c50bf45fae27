package dev.yardarm.http;

import dev.yardarm.http.Refusal.Kind;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.util.List;

/**
 * Looks at each request before it is routed, and lets through only those whose host and path are beyond doubt: what two
 * readers could understand in two ways is refused, never repaired.
 */
final class Gate implements Handler<HttpServerRequest> {
    private final Exchanges exchanges;
    private final Handler<HttpServerRequest> inside;

    Gate(Exchanges exchanges, Handler<HttpServerRequest> inside) {
        this.exchanges = exchanges;
        this.inside = inside;
    }

    @Override
    public void handle(HttpServerRequest request) {
        try {
            checkHost(request);
            checkCharacters(request.uri());
            checkPath(request.path());
        } catch (Refusal refusal) {
            exchanges.begin(Route.UNMATCHED, request, null).fail(refusal);
            return;
        }
        inside.handle(request);
    }

    /** RFC 9112, section 3.2. */
    private static void checkHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.isEmpty()) {
            if (request.version() == HttpVersion.HTTP_1_0) {
                return;
            }
            throw Refusal.ofHeader(Kind.MALFORMED, "Host", "is missing");
        }
        if (hosts.size() > 1) {
            throw Refusal.ofHeader(Kind.MALFORMED, "Host", "is given more than once");
        }
        if (!((HttpServerRequestInternal) request).isValidAuthority()) {
            throw Refusal.ofHeader(Kind.MALFORMED, "Host", "is not a host with or without a port");
        }
    }

    /** RFC 3986, section 2; a fragment is never sent. */
    private static void checkCharacters(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '#') {
                throw new Refusal(
                        Kind.MALFORMED, "The request target holds a character that has to be percent-encoded.");
            }
        }
    }

    private static void checkPath(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw new Refusal(Kind.MALFORMED, "The request target must be a path that starts with /.");
        }
        int length = 0;
        int dots = 0;
        int at = 1;
        while (at < path.length()) {
            char c = path.charAt(at);
            at++;
            if (c == '/') {
                checkSegment(length, dots);
                length = 0;
                dots = 0;
            } else {
                if (c == '%') {
                    c = unescape(path, at);
                    at += 2;
                }
                length++;
                dots += c == '.' ? 1 : 0;
            }
        }
        checkSegment(length, dots);
    }

    private static void checkSegment(int length, int dots) {
        if (length == 0) {
            throw new Refusal(Kind.NOT_FOUND, "There is no such resource: the path has an empty segment.");
        }
        if (length == dots && length <= 2) {
            throw new Refusal(Kind.MALFORMED, "The path has dot segments; give it without.");
        }
    }

    /** No name here has any character that needs an escape, so only those are let through that need none. */
    private static char unescape(String path, int at) {
        int high = at < path.length() ? Character.digit(path.charAt(at), 16) : -1;
        int low = at + 1 < path.length() ? Character.digit(path.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw new Refusal(Kind.MALFORMED, "The path holds a malformed percent escape.");
        }
        char c = (char) (high * 16 + low);
        boolean unreserved = c < 0x7F && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
        if (!unreserved) {
            throw new Refusal(Kind.MALFORMED, "The path holds an escaped character that no resource has in its name.");
        }
        return c;
    }
}
