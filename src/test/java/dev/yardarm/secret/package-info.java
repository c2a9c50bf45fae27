/** Tests of the secret: {@code *Test} in memory, {@code *IT} with an HTTP server in the place of AWS Secrets Manager. */
@NullMarked
package dev.yardarm.secret;

import org.jspecify.annotations.NullMarked;
