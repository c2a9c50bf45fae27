package dev.yardarm.http;

import io.vertx.core.http.HttpMethod;

/** Is told of each answer of the flag API, on the event loop that gave it; for metrics. Must neither fail nor wait. */
@FunctionalInterface
public interface HttpObserver {

    /** Stands for every method that HTTP itself does not define, so that there are few of them. */
    HttpMethod OTHER = HttpMethod.valueOf("OTHER");

    /**
     * An answer was given.
     *
     * @param nanos from the request's head being read to its answer being handed to the connection
     */
    void requestEnded(Route route, HttpMethod method, int status, long nanos);
}
