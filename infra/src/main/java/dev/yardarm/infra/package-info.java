/**
 * The stacks of a stage, and what they are made of. Takes every figure from {@code config}; looks nothing up in an account.
 * A map whose order shows in a template has one ({@code TreeMap}, {@code LinkedHashMap}): of the same settings the same template.
 */
@NullMarked
package dev.yardarm.infra;

import org.jspecify.annotations.NullMarked;
