/**
 * Measurements of the whole product against other servers in the same run: {@code mvn -Pbench} runs them and writes
 * {@code docs/performance.md}; {@code mvn verify} does not. They use the fixtures of the tests.
 */
@NullMarked
package dev.yardarm.bench;

import org.jspecify.annotations.NullMarked;
