package dev.yardarm.bus;

import io.vertx.core.Future;

/**
 * A call of one of a port's methods, as a message: immutable, and able to make itself on the port.
 *
 * @param <P> the port
 * @param <T> what the method answers with
 */
interface PortRequest<P, T> {
    Future<T> on(P port);
}
