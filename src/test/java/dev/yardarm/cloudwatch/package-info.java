/** Tests of {@link dev.yardarm.cloudwatch}, and a stand-in for CloudWatch. */
@NullMarked
package dev.yardarm.cloudwatch;

import org.jspecify.annotations.NullMarked;
