@NullMarked
package dev.yardarm.redis;

import org.jspecify.annotations.NullMarked;
