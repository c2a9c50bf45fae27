package dev.yardarm.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the exchanges of one server have in common. Belongs to one event loop. */
final class Exchanges {
    private static final Set<HttpMethod> KNOWN_METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.PATCH,
            HttpMethod.PUT,
            HttpMethod.DELETE,
            HttpMethod.POST,
            HttpMethod.OPTIONS,
            HttpMethod.TRACE,
            HttpMethod.CONNECT);

    private final HttpObserver observer;
    private final AccessLog accessLog;
    private boolean closing;

    Exchanges(HttpObserver observer, AccessLog accessLog) {
        this.observer = observer;
        this.accessLog = accessLog;
    }

    /**
     * @param flagKey as it stands in the path, decoded but not looked at; none where the route has none
     */
    Exchange begin(Route route, HttpServerRequest request, @Nullable String flagKey) {
        return new Exchange(this, route, request, flagKey);
    }

    /** From now on each answer is the last on its connection. */
    void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** The method as it is reported: those that HTTP does not define are one. */
    static HttpMethod reported(HttpMethod method) {
        return KNOWN_METHODS.contains(method) ? method : HttpObserver.OTHER;
    }

    /** Takes note of an answer: in the metrics, and if it is one of the share that is logged, in the log. */
    void report(AccessLog.Entry entry) {
        observer.requestEnded(entry.route(), entry.method(), entry.status(), entry.nanos());
        if (accessLog.wanted()) {
            accessLog.log(entry);
        }
    }
}
