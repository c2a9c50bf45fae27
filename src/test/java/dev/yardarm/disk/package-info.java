@NullMarked
package dev.yardarm.disk;

import org.jspecify.annotations.NullMarked;
