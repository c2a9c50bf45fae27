/**
 * Commands to Redis nodes: one pipelined connection to each, watched by a heartbeat, bounded in every wait.
 *
 * <p>A single instance is the cluster of one shard that never changes. Nothing here knows of flags; nothing here falls back
 * or decides what an answer is worth. Everything belongs to one event loop and takes no lock.
 *
 * <p>The stock client's pooling and cluster mode are not to be used: see {@code docs/adr/0003-own-redis-links.md}.
 */
@NullMarked
package dev.yardarm.redis.cluster;

import org.jspecify.annotations.NullMarked;
