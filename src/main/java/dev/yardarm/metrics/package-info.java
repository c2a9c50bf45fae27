/**
 * The meters of the contract, each behind the small observer interface of the package that knows what happens.
 *
 * <p>Meters are looked up once, when a class of this package is made or a node is first seen, never on the way of a request.
 * The other packages know nothing of Micrometer.
 */
@NullMarked
package dev.yardarm.metrics;

import org.jspecify.annotations.NullMarked;
