@NullMarked
package dev.yardarm.redis.cluster;

import org.jspecify.annotations.NullMarked;
