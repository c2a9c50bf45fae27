package dev.yardarm.http;

import io.vertx.core.Future;

/** Carries out the requests of one method of one route. */
@FunctionalInterface
interface Action {

    /**
     * Answers, then completes; or answers nothing and fails, or throws, with what {@link Problems} answers. The answer is
     * given in a {@code map}, not in an {@code onSuccess}: what is thrown there is not heard of.
     */
    Future<?> handle(Exchange exchange);
}
