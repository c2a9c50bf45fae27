/**
 * The cache in the gateway's own memory, for when no Redis is configured. Only the composition root may import it.
 */
@NullMarked
package dev.yardarm.memory;

import org.jspecify.annotations.NullMarked;
