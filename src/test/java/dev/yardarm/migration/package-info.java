@NullMarked
package dev.yardarm.migration;

import org.jspecify.annotations.NullMarked;
