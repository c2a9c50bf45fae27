package dev.yardarm.http;

import dev.yardarm.config.ManagementConfig;
import dev.yardarm.http.Refusal.Kind;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Health and metrics, on a port of their own that clients of the flag API do not reach. One instance. */
public final class ManagementVerticle extends VerticleBase {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    /** Prometheus exposition formats, text format 0.0.4. */
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final ManagementConfig config;
    private final Readiness readiness;
    private final HealthReport health;
    private final Supplier<String> metrics;
    private final Limits limits;
    private final Exchanges exchanges = new Exchanges((route, method, status, nanos) -> {}, new AccessLog(0));
    private @Nullable HttpServer server;

    /**
     * Of what to tell.
     *
     * @param config its port 0 stands for a free one
     * @param metrics in Prometheus' text format; asked on a worker thread
     */
    public ManagementVerticle(
            ManagementConfig config,
            Readiness readiness,
            HealthReport health,
            Supplier<String> metrics,
            Limits limits) {
        this.config = config;
        this.readiness = readiness;
        this.health = health;
        this.metrics = metrics;
        this.limits = limits;
    }

    @Override
    public Future<?> start() {
        HttpServer created = HttpListener.create(vertx, limits, exchanges, router(), connection -> {});
        server = created;
        return created.listen(config.port(), config.host());
    }

    /** The port it listens on; 0 before it does. */
    public int actualPort() {
        return server == null ? 0 : server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    private Router router() {
        Router router = Router.router(vertx);
        get(router, "/health/live", exchange -> json(exchange, OK, new JsonObject().put("status", "live")));
        get(router, "/health/ready", this::ready);
        get(router, "/health", exchange -> json(exchange, OK, health.report()));
        get(router, "/metrics", this::scrape);
        router.route().handler(this::notFound);
        return router;
    }

    private void get(Router router, String path, Action action) {
        router.route(path)
                .handler(Resource.withoutKey(exchanges, Route.MANAGEMENT, Access.Guard.OPEN)
                        .get(action));
    }

    private Future<?> ready(Exchange exchange) {
        return readiness.isReady()
                ? json(exchange, OK, new JsonObject().put("status", "ready"))
                : json(exchange, UNAVAILABLE, new JsonObject().put("status", "not ready"));
    }

    /** Off the event loop: it is shared with the flag API, and a scrape takes as long as many reads. */
    private Future<?> scrape(Exchange exchange) {
        return vertx.executeBlocking(metrics::get, false).map(text -> {
            answer(exchange, OK, PROMETHEUS, Buffer.buffer(text));
            return text;
        });
    }

    private static Future<?> json(Exchange exchange, int status, JsonObject body) {
        answer(exchange, status, "application/json", body.toBuffer());
        return Future.succeededFuture();
    }

    private static void answer(Exchange exchange, int status, String mediaType, Buffer body) {
        exchange.response().putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
        exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        exchange.end(status, body);
    }

    private void notFound(RoutingContext context) {
        exchanges
                .begin(Route.UNMATCHED, context.request(), null)
                .fail(new Refusal(Kind.NOT_FOUND, "There is no such resource."));
    }
}
