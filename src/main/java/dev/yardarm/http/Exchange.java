package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.http.Problems.Problem;
import dev.yardarm.read.Reading;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one answer. All that is known of the request on its way is kept here, and every answer leaves through
 * here, so that each is measured and none is given twice.
 */
final class Exchange {
    private static final Buffer NOTHING = Buffer.buffer();
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    private final long startedNanos = System.nanoTime();
    private final Exchanges shared;
    private final Route route;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final @Nullable String flagKey;
    private final boolean hasBody;
    private String author = "-";
    private @Nullable Environment environment;
    private @Nullable Revision revision;
    private @Nullable Reading<?> reading;

    Exchange(Exchanges shared, Route route, HttpServerRequest request, @Nullable String flagKey) {
        this.shared = shared;
        this.route = route;
        this.request = request;
        this.response = request.response();
        this.flagKey = flagKey;
        this.hasBody = announcesBody(request.headers());
    }

    HttpServerRequest request() {
        return request;
    }

    /** For headers; the answer itself goes out through {@link #end} or {@link #fail}. */
    HttpServerResponse response() {
        return response;
    }

    /** As the path has it; empty where the route has none, which no flag is called. */
    String flagKey() {
        return flagKey == null ? "" : flagKey;
    }

    /** The name of the token the request came with. */
    String author() {
        return author;
    }

    void admitted(String byName) {
        author = byName;
    }

    void concerns(Environment named) {
        environment = named;
    }

    void read(Reading<?> answer) {
        reading = answer;
        revision = answer.revision();
    }

    void committed(Revision at) {
        revision = at;
    }

    /** Whether the head announces a body. */
    boolean hasBody() {
        return hasBody;
    }

    private static boolean announcesBody(MultiMap headers) {
        @Nullable String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        return length == null ? headers.contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    void end(int status) {
        end(status, NOTHING);
    }

    /** Answers. The body is shared and is not changed; a HEAD request gets its length alone. */
    void end(int status, Buffer body) {
        if (shared.isClosing() || (hasBody && !request.isEnded())) {
            closeBehind();
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (head && body.length() > 0) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        }
        response.setStatusCode(status);
        // A client that is gone does not hear its answer; there is nobody else to tell.
        Future<Void> unused = response.end(head ? NOTHING : body);
        report(status);
    }

    /** Answers with the problem that a failure is. After an answer it does nothing. */
    void fail(Throwable failure) {
        if (!response.ended()) {
            end(failure);
        }
    }

    /** As {@link #fail}, for a request after which the connection cannot be made sense of, and is closed by its decoder. */
    void failAndClose(Throwable failure) {
        response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        end(failure);
    }

    private void end(Throwable failure) {
        Problem problem = Problems.of(failure);
        response.headers().remove(HttpHeaders.ETAG).remove(CacheStatus.NAME).remove(HttpHeaders.AGE);
        problem.writeHeaders(response::putHeader);
        end(problem.status(), problem.body());
    }

    /**
     * Makes this the last answer on its connection. What is left of the request is read and dropped for a while: closing
     * at once would reset the connection, and the client might never see the answer.
     */
    private void closeBehind() {
        response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        // The connection closes itself once the answer is out and the request is read, or time is up.
        Future<Void> unused = request.connection().shutdown(Limits.LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void report(int status) {
        long nanos = System.nanoTime() - startedNanos;
        shared.report(new AccessLog.Entry(
                Exchanges.reported(request.method()), route, status, nanos, environment, revision, reading));
    }
}
