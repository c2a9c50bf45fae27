/** {@code mvn -Plocal}: the gateway on real servers of this machine, to try it by hand. It uses the fixtures of the tests. */
@NullMarked
package dev.yardarm.local;

import org.jspecify.annotations.NullMarked;
