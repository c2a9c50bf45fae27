package dev.yardarm.http;

import dev.yardarm.jmh.HttpClient;
import dev.yardarm.jmh.MemoryTransport;
import dev.yardarm.jmh.SampleSnapshot;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A bare server that gives one flag with the gateway's headers, whatever is asked for: alone, behind the gate, and behind a
 * router of the library's with the routes of the flag API. What each costs is the difference to the bare one; what the
 * gateway costs is that of {@link HttpVerticleBenchmark#flag} to it.
 */
public class RoutingBenchmark {
    private static final int EXCHANGES = 1_000;

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void bare(Bare client) {
        client.run();
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void gated(Gated client) {
        client.run();
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void routed(Routed client) {
        client.run();
    }

    /** Nothing before it. */
    public static class Bare extends Client {
        public Bare() {
            super(vertx -> new OneAnswer());
        }
    }

    /** Behind the gate. */
    public static class Gated extends Client {
        public Gated() {
            super(vertx ->
                    new Gate(new Exchanges((route, method, status, nanos) -> {}, new AccessLog(0)), new OneAnswer()));
        }
    }

    /** Behind a router. */
    public static class Routed extends Client {
        public Routed() {
            super(Routed::router);
        }

        private static Router router(Vertx vertx) {
            Handler<HttpServerRequest> answer = new OneAnswer();
            Router router = Router.router(vertx);
            for (String path :
                    List.of("/api/config/flags/*", "/api/config/flags", "/api/admin/flags/*", "/api/admin/flags/*")) {
                router.route(path).handler(context -> answer.handle(context.request()));
            }
            return router;
        }
    }

    /** A server and its one client. */
    @State(Scope.Thread)
    public abstract static class Client {
        private final MemoryTransport server = new MemoryTransport();
        private final HttpClient client;

        Client(Function<Vertx, Handler<HttpServerRequest>> handler) {
            Vertx vertx = server.vertx();
            MemoryTransport.await(vertx.createHttpServer()
                    .requestHandler(handler.apply(vertx))
                    .listen(8080, "127.0.0.1"));
            List<String> targets = SampleSnapshot.keys(120).stream()
                    .map(key -> "/api/config/flags/" + key)
                    .toList();
            client = HttpClient.of(
                    server, targets.size(), number -> HttpClient.get(targets.get(number)), List.of("HTTP/1.1 200 OK"));
        }

        void run() {
            client.run(EXCHANGES);
        }

        @TearDown
        public void close() {
            server.close();
        }
    }

    private static final class OneAnswer implements Handler<HttpServerRequest> {
        private static final CharSequence NEAR_HIT = HttpHeaders.createOptimized("near; hit");
        private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
        private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

        private final EncodedFlag flag =
                EncodedSnapshot.of(SampleSnapshot.of(1)).flags().iterator().next();

        @Override
        public void handle(HttpServerRequest request) {
            // The client misses it if it fails.
            Future<Void> unused = request.response()
                    .putHeader(HttpHeaders.ETAG, flag.etag())
                    .putHeader(CacheStatus.NAME, NEAR_HIT)
                    .putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE)
                    .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                    .end(flag.json());
        }
    }
}
