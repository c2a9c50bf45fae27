package dev.yardarm.http;

import dev.yardarm.http.Refusal.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads bodies within the bounds of {@link Limits}: their length is checked before and while they arrive. */
final class RequestBodies {
    private final Vertx vertx;
    private final Duration limit;

    RequestBodies(Vertx vertx, Duration limit) {
        this.vertx = vertx;
        this.limit = limit;
    }

    /**
     * The whole body. Must be called in the turn of the event loop in which the request came. Fails with a {@link Refusal}
     * if the body is too long, too slow or malformed.
     */
    Future<Buffer> read(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (announcesTooMuch(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
            return Future.failedFuture(tooLarge());
        }
        meetExpectation(exchange);
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > Limits.BODY_BYTES) {
                whole.tryFail(tooLarge());
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(
                cut -> whole.tryFail(new Refusal(Kind.MALFORMED, "The body is cut off, or its chunks are malformed.")));
        request.endHandler(end -> whole.tryComplete(body));
        long timer = vertx.setTimer(limit.toMillis(), late -> whole.tryFail(tooSlow()));
        return whole.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** The decoder lets only digits through, of any number. */
    private static boolean announcesTooMuch(@Nullable String length) {
        return length != null && Long.parseLong(length) > Limits.BODY_BYTES;
    }

    /** RFC 9110, section 10.1.1: a client may wait for leave to send its body. */
    private static void meetExpectation(Exchange exchange) {
        @Nullable String expectation = exchange.request().getHeader(HttpHeaders.EXPECT);
        if (expectation == null) {
            return;
        }
        if (!expectation.strip().equalsIgnoreCase("100-continue")) {
            throw Refusal.ofHeader(Kind.EXPECTATION_NOT_MET, "Expect", "must be 100-continue");
        }
        // If the client is gone, reading its body fails.
        Future<Void> unused = exchange.response().writeContinue();
    }

    private static Refusal tooLarge() {
        return new Refusal(Kind.BODY_TOO_LARGE, "A body has at most " + Limits.BODY_BYTES + " bytes.");
    }

    private Refusal tooSlow() {
        return new Refusal(Kind.BODY_TOO_SLOW, "The body did not arrive within " + limit.toMillis() + " ms.");
    }
}
