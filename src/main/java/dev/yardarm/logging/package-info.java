/**
 * How log lines are written: JSON or text on standard output, from a thread of their own.
 *
 * <p>Set up in code, not in XML, so that it costs little of the start. {@code Main} and tests call
 * {@link dev.yardarm.logging.Logging}; all others log through SLF4J and import nothing of this. It imports
 * {@link dev.yardarm.config} alone.
 */
@NullMarked
package dev.yardarm.logging;

import org.jspecify.annotations.NullMarked;
