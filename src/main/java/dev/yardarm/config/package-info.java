/**
 * What an operator decides, as records that cannot be invalid, read from the environment and from {@code conf/}.
 *
 * <p>A mistake is reported with all others and never repaired. No secret shows in any {@code toString}. Everything may
 * import the records; this package imports {@link dev.yardarm.flag} alone.
 */
@NullMarked
package dev.yardarm.config;

import org.jspecify.annotations.NullMarked;
