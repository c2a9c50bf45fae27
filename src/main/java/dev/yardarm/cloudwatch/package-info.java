/**
 * Some figures to CloudWatch, read from the meters that the management port shows: {@link dev.yardarm.cloudwatch.CloudWatch}.
 *
 * <p>Only the composition root imports it, and it imports {@code config} alone. Everything happens on threads of its own: the
 * AWS SDK is slow to load and may block. Nothing of it is loaded unless a namespace is configured. What CloudWatch charges for
 * is the number of metrics, so nothing else is sent. No message of AWS is logged; a message may quote headers.
 */
@NullMarked
package dev.yardarm.cloudwatch;

import org.jspecify.annotations.NullMarked;
