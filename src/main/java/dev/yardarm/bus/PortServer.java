package dev.yardarm.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Answers what is asked of a port, on the event loop that it is started on. */
final class PortServer {
    private PortServer() {}

    /** Completes when the port can be asked. */
    static <P> Future<Void> serve(Vertx vertx, String address, P port) {
        return vertx.eventBus()
                .<PortRequest<P, ?>>localConsumer(
                        address,
                        // Within compose, so that a port that throws is a bug to the asker too, and not a silence.
                        message -> Future.<Void>succeededFuture()
                                .compose(asked -> message.body().on(port))
                                .onComplete(ended -> message.reply(new PortReply(ended))))
                .completion();
    }
}
