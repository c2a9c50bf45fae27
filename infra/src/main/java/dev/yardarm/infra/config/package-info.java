/**
 * The figures of a stage, as records that cannot be invalid. Knows nothing of the CDK.
 */
@NullMarked
package dev.yardarm.infra.config;

import org.jspecify.annotations.NullMarked;
