/** Templates, asserted row by row of what is required. */
@NullMarked
package dev.yardarm.infra;

import org.jspecify.annotations.NullMarked;
