@NullMarked
package dev.yardarm.flag;

import org.jspecify.annotations.NullMarked;
