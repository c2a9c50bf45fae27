/**
 * The gateway's HTTP: the flag API ({@link dev.yardarm.http.HttpVerticle}) and the management port
 * ({@link dev.yardarm.http.ManagementVerticle}).
 *
 * <p>Only the composition root imports this package; it imports the domain, the
 * values of {@link dev.yardarm.config} and no adapter. Handlers are small classes that
 * know their route alone; what failed is told by an exception, and {@link dev.yardarm.http.Problems} is the only place that
 * knows which status that is. No decision about flags belongs here, and nothing may keep the state of a request anywhere
 * but in its {@link dev.yardarm.http.Exchange}.
 */
@NullMarked
package dev.yardarm.http;

import org.jspecify.annotations.NullMarked;
