/** Tests of the configuration: {@code *Test} in memory, {@code *IT} with files. */
@NullMarked
package dev.yardarm.config;

import org.jspecify.annotations.NullMarked;
