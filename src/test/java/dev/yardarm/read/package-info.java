@NullMarked
package dev.yardarm.read;

import org.jspecify.annotations.NullMarked;
