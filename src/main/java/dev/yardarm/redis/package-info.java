/**
 * The cache in Redis: {@link dev.yardarm.redis.RedisFlagCache} speaks the port {@link dev.yardarm.read.FlagCache} with a hash
 * per environment and two scripts.
 *
 * <p>Which node is asked, over which connection and for how long is the affair of {@link dev.yardarm.redis.cluster}. Only the
 * composition root may import this package. It runs on the event loop of the verticle it belongs to, without locks.
 */
@NullMarked
package dev.yardarm.redis;

import org.jspecify.annotations.NullMarked;
