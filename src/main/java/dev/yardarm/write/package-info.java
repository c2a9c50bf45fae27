/**
 * How a change is made: {@link dev.yardarm.write.FlagEditor} commits it, raises the fence, and only then removes what the
 * cache holds of the past.
 *
 * <p>The same rules as for {@link dev.yardarm.read}, which it may import: no HTTP, no Redis, no PostgreSQL; of Vert.x only
 * {@code Future} and {@code Buffer}. What a change does to a flag is decided here ({@link dev.yardarm.write.Edit}), inside
 * the store's transaction but not by the store.
 */
@NullMarked
package dev.yardarm.write;

import org.jspecify.annotations.NullMarked;
