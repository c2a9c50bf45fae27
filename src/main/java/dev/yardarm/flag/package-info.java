/**
 * The values of the product and their rules: a flag, its key, its environment, the revision that numbers every change.
 *
 * <p>Everything may import this package; it imports the JDK alone. No I/O, no encoding and no clock belongs here: a value
 * is complete and valid from its constructor on, or is not there.
 */
@NullMarked
package dev.yardarm.flag;

import org.jspecify.annotations.NullMarked;
