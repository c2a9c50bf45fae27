@NullMarked
package dev.yardarm.bus;

import org.jspecify.annotations.NullMarked;
