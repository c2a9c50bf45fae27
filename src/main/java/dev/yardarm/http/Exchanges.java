package dev.yardarm.http;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What the exchanges of one server have in common. Belongs to one event loop. */
final class Exchanges {
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

    HttpObserver observer() {
        return observer;
    }

    AccessLog accessLog() {
        return accessLog;
    }
}
