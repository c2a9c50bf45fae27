package dev.yardarm.bus;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;

/**
 * How a call ended. The failure is the adapter's own, so it means to the caller what the port says it means.
 *
 * @param result completed
 */
record PortReply(AsyncResult<?> result) {

    /** What the asker of a request with this answer gets. The type is the one the request was made with. */
    @SuppressWarnings("unchecked")
    <T> Future<T> future() {
        return result.succeeded() ? Future.succeededFuture((T) result.result()) : Future.failedFuture(result.cause());
    }
}
