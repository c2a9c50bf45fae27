/**
 * The live move from one cache to another: both are written, each read goes to one of them, and a plan raises the new one's
 * share step by step as long as it does well.
 */
@NullMarked
package dev.yardarm.migration;

import org.jspecify.annotations.NullMarked;
