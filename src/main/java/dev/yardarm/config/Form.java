package dev.yardarm.config;

/** How a value is written. */
@FunctionalInterface
interface Form<T> {
    T parse(String text) throws Mistake;
}
