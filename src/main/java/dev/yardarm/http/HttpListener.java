package dev.yardarm.http;

import io.netty.channel.Channel;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes the servers of both ports, with the same limits and the same care for what clients may send. */
final class HttpListener {
    /** Connections that are made faster than they are accepted wait; the kernel's own limit is often 4096. */
    private static final int BACKLOG = 4096;

    private HttpListener() {}

    /** @param connections is told of each connection before it has read anything */
    static HttpServer create(
            Vertx vertx,
            Limits limits,
            Exchanges exchanges,
            Handler<HttpServerRequest> requests,
            Consumer<Channel> connections) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(Limits.REQUEST_LINE_BYTES)
                .setMaxHeaderSize(Limits.HEADER_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.idle().toMillis());
        return vertx.createHttpServer(options)
                .requestHandler(new Gate(exchanges, requests))
                .invalidRequestHandler(new InvalidRequests(exchanges))
                .connectionHandler(connection -> {
                    Http1xServerConnection http = (Http1xServerConnection) connection;
                    useOwnDecoder(http, options, limits);
                    connections.accept(http.channel());
                });
    }

    /** Before the connection has read anything. */
    private static void useOwnDecoder(Http1xServerConnection http, HttpServerOptions options, Limits limits) {
        http.channel()
                .pipeline()
                .replace("httpDecoder", "httpDecoder", new RequestDecoder(options, http, limits.head()));
    }
}
