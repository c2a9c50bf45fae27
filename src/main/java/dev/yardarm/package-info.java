/**
 * The program and its composition root: {@link dev.yardarm.Gateway} alone sees every part.
 *
 * <p>What may import what is held by {@code ArchitectureTest}; each package says for itself what it is for.
 */
@NullMarked
package dev.yardarm;

import org.jspecify.annotations.NullMarked;
