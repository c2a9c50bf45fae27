/** Tests of the PostgreSQL adapter, all that speak to one to a real one. */
@NullMarked
package dev.yardarm.postgres;

import org.jspecify.annotations.NullMarked;
