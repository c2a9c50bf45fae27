package dev.yardarm.http;

import dev.yardarm.http.Refusal.Kind;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route with all its methods: whoever asks with another one is told which there are. */
final class Resource implements Handler<RoutingContext> {
    private final Exchanges exchanges;
    private final Route route;
    private final Access.Guard guard;
    private final String prefix;
    private final String suffix;
    private final Map<HttpMethod, Action> actions = new LinkedHashMap<>();

    /**
     * Of one path, or of one for each flag key: what stands between prefix and suffix, without a slash.
     *
     * @param prefix empty if the path has no key
     */
    Resource(Exchanges exchanges, Route route, Access.Guard guard, String prefix, String suffix) {
        this.exchanges = exchanges;
        this.route = route;
        this.guard = guard;
        this.prefix = prefix;
        this.suffix = suffix;
    }

    static Resource withoutKey(Exchanges exchanges, Route route, Access.Guard guard) {
        return new Resource(exchanges, route, guard, "", "");
    }

    /** Reads, and the same without the body. */
    Resource get(Action action) {
        Action bodiless = exchange -> withoutBody(exchange, action);
        actions.put(HttpMethod.GET, bodiless);
        actions.put(HttpMethod.HEAD, bodiless);
        return this;
    }

    Resource patch(Action action) {
        actions.put(HttpMethod.PATCH, action);
        return this;
    }

    Resource put(Action action) {
        actions.put(HttpMethod.PUT, action);
        return this;
    }

    Resource delete(Action action) {
        actions.put(HttpMethod.DELETE, exchange -> withoutBody(exchange, action));
        return this;
    }

    @Override
    public void handle(RoutingContext context) {
        if (prefix.isEmpty()) {
            handle(context.request(), null);
            return;
        }
        // The router's own path parameters would also parse the query, and once more for each request.
        String path = context.normalizedPath();
        int end = path.length() - suffix.length();
        if (end > prefix.length() && path.endsWith(suffix) && path.lastIndexOf('/', end - 1) < prefix.length()) {
            handle(context.request(), path.substring(prefix.length(), end));
        } else {
            context.next();
        }
    }

    private void handle(HttpServerRequest request, @Nullable String flagKey) {
        Exchange exchange = exchanges.begin(route, request, flagKey);
        try {
            @Nullable Action action = actions.get(request.method());
            if (action == null) {
                throw methodNotAllowed();
            }
            exchange.admitted(guard.admit(request.headers()));
            action.handle(exchange).onFailure(exchange::fail);
        } catch (RuntimeException failure) {
            exchange.fail(failure);
        }
    }

    private static Future<?> withoutBody(Exchange exchange, Action action) {
        if (exchange.hasBody()) {
            throw new Refusal(Kind.MALFORMED, "This method takes no body.");
        }
        return action.handle(exchange);
    }

    private Refusal methodNotAllowed() {
        String allowed = String.join(
                ", ", actions.keySet().stream().map(HttpMethod::name).toList());
        return new Refusal(Kind.METHOD_NOT_ALLOWED, "This resource knows " + allowed + " and no other method.")
                .withHeader(HttpHeaders.ALLOW, allowed);
    }
}
