/** What a load measured, and what is asked of it. Knows neither Gatling nor HTTP nor Redis. */
package dev.yardarm.load.record;
