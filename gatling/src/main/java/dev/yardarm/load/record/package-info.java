/** What a load measured, and what is asked of it. Knows neither Gatling nor HTTP nor Redis. */
@NullMarked
package dev.yardarm.load.record;

import org.jspecify.annotations.NullMarked;
