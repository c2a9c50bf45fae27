/**
 * What the benchmarks share: sample flags, and channels that end in memory. The benchmarks themselves are in the packages of
 * what they measure. Nothing else may use it.
 */
@NullMarked
package dev.yardarm.jmh;

import org.jspecify.annotations.NullMarked;
