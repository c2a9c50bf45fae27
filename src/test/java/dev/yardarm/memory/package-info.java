@NullMarked
package dev.yardarm.memory;

import org.jspecify.annotations.NullMarked;
