@NullMarked
package dev.yardarm.metrics;

import org.jspecify.annotations.NullMarked;
