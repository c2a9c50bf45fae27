/** Tests of the log's lines. */
@NullMarked
package dev.yardarm.logging;

import org.jspecify.annotations.NullMarked;
