/** Tests of the HTTP side: {@code *Test} of its pieces, {@code *IT} over real connections on fakes of the ports. */
@NullMarked
package dev.yardarm.http;

import org.jspecify.annotations.NullMarked;
