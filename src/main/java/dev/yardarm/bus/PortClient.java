package dev.yardarm.bus;

import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;

/** Asks a port that lives on another event loop. */
final class PortClient<P> {
    private final Vertx vertx;
    private final String address;
    private final Backend backend;
    private final DeliveryOptions delivery;

    /** @param bound after which an answer is no longer waited for; longer than the adapter's own bounds, which are exact */
    PortClient(Vertx vertx, String address, Backend backend, Duration bound) {
        this.vertx = vertx;
        this.address = address;
        this.backend = backend;
        this.delivery = new DeliveryOptions().setLocalOnly(true).setSendTimeout(bound.toMillis());
    }

    <T> Future<T> ask(PortRequest<P, T> request) {
        return vertx.eventBus().<PortReply>request(address, request, delivery).transform(reply -> {
            if (reply.succeeded()) {
                return reply.result().body().future();
            }
            // The verticle is not there yet, or not any more, or did not answer.
            return Future.failedFuture(
                    reply.cause() instanceof ReplyException gone ? unavailable(gone) : reply.cause());
        });
    }

    private BackendUnavailable unavailable(ReplyException gone) {
        String message = "no answer over the event bus: " + gone.failureType();
        return gone.failureType() == ReplyFailure.TIMEOUT
                ? BackendUnavailable.late(backend, message, gone)
                : new BackendUnavailable(backend, message, gone);
    }
}
