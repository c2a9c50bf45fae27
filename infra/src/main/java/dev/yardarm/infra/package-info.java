/**
 * The stacks of a stage, and what they are made of. Takes every figure from {@code config}; looks nothing up in an account.
 */
@NullMarked
package dev.yardarm.infra;

import org.jspecify.annotations.NullMarked;
