/**
 * Measurements of the whole product, run by {@code mvn -Pbench}, never by {@code verify}. They use the fixtures of the tests;
 * nothing else uses them.
 */
@NullMarked
package dev.yardarm.bench;

import org.jspecify.annotations.NullMarked;
