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
                        message -> message.body().on(port).onComplete(ended -> message.reply(new PortReply(ended))))
                .completion();
    }
}
