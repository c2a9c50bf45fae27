@NullMarked
package dev.yardarm;

import org.jspecify.annotations.NullMarked;
