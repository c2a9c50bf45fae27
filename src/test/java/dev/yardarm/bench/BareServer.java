package dev.yardarm.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the HTTP server alone can do on one event loop: it gives one fixed answer to every request, whatever it asks for, and looks at
 * nothing. The answer is one of the gateway's, to the last byte.
 */
public final class BareServer extends VerticleBase {
    private final int port;
    private final int status;
    private final Map<String, String> headers;
    private final Buffer body;

    private BareServer(int port, Answer answer) {
        this.port = port;
        this.status = answer.status();
        this.headers = new TreeMap<>(answer.headers());
        // The server gives it itself.
        this.headers.remove("content-length");
        this.body = Buffer.buffer(answer.body());
    }

    /**
     * Serves until it is ended.
     *
     * @param arguments the port, and the file of an {@link Answer}
     */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Answer answer = Answer.read(Path.of(arguments[1]));
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        vertx.deployVerticle(new BareServer(port, answer)).await();
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(this::answer)
                .listen();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response().setStatusCode(status);
        headers.forEach(response::putHeader);
        // Who is gone does not hear it.
        Future<Void> unused = response.end(body);
    }
}
