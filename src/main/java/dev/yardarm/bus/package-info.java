/**
 * The ports over Vert.x's event bus: for each backend a verticle that owns the adapter and its circuit breaker, and a client
 * that looks like the port itself.
 *
 * <p>What travels are immutable records, by reference and within this process: nothing is encoded. Adapters reach the
 * verticles by constructor, so this package imports none of them.
 */
@NullMarked
package dev.yardarm.bus;

import org.jspecify.annotations.NullMarked;
