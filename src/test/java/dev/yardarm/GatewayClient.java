package dev.yardarm;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Supplier;

/** Who asks a gateway: over the flag API, and over the management port. Safe for use by several threads. */
final class GatewayClient {
    /** Enough for ten gateways that start at once on two cores. */
    static final Duration LONG = Duration.ofSeconds(30);

    static final String FLAGS = "/api/config/flags";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final GatewayProcess gateway;

    GatewayClient(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    /** Whether a connection to a port can be made. */
    static boolean takesConnections(int port) {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    boolean isListening() {
        return takesConnections(gateway.port());
    }

    void awaitListening() {
        await("a listening gateway", this::isListening);
    }

    /** Returns when it says that it can answer reads. */
    void awaitReady() {
        gateway.awaitLive();
        await("a ready gateway", this::isReady);
    }

    boolean isReady() {
        return management("/health/ready").statusCode() == 200;
    }

    HttpResponse<String> get(String target) {
        return send(request(gateway.port(), target));
    }

    /** With {@code Flags-Min-Revision}. */
    HttpResponse<String> getAtLeast(String target, long revision) {
        return send(request(gateway.port(), target).header("Flags-Min-Revision", Long.toString(revision)));
    }

    HttpResponse<String> get(String target, String token) {
        return send(request(gateway.port(), target).header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> management(String target) {
        return send(request(gateway.managementPort(), target));
    }

    /** A change of a flag, with a token. */
    HttpResponse<String> change(String method, String key, String token, String body) {
        return send(request(gateway.port(), "/api/admin/flags/" + key)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    /** The header that tells how the cache was used; empty if there is none. */
    static String cacheStatus(HttpResponse<?> response) {
        return response.headers().firstValue("Cache-Status").orElse("");
    }

    void await(String what, Await.Condition condition) {
        await(() -> what, condition);
    }

    private void await(Supplier<String> what, Await.Condition condition) {
        Await.until(
                LONG,
                () -> what.get() + "; it printed: " + String.join("\n", gateway.outputLines())
                        + String.join("\n", gateway.errorLines()),
                condition);
    }

    private static HttpRequest.Builder request(int port, String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
