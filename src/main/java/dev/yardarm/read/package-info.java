/**
 * How a read is answered: {@link dev.yardarm.read.FlagReader} goes down the ladder cache, store, last known good, and the
 * {@link dev.yardarm.read.Fence} says at every rung what is too old to be an answer.
 *
 * <p>The ports to the backends are here ({@link dev.yardarm.read.FlagCache}, {@link dev.yardarm.read.FlagStore}); their
 * adapters live elsewhere and import this package, never the reverse. Of Vert.x only {@code Future} and {@code Buffer} may
 * be used here, and nothing of HTTP, Redis or PostgreSQL: whatever a backend does shows as a value or as
 * {@link dev.yardarm.read.BackendUnavailable}.
 */
@NullMarked
package dev.yardarm.read;

import org.jspecify.annotations.NullMarked;
