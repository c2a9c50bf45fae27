@NullMarked
package dev.yardarm.write;

import org.jspecify.annotations.NullMarked;
