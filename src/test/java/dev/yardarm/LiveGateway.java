package dev.yardarm;

import dev.yardarm.config.ConfigReader;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.local.AdminToken;
import dev.yardarm.local.SampleFlags;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway in this JVM, on free ports unless others are asked for, with a client of its own. */
final class LiveGateway implements AutoCloseable {
    static final String FLAGS = "/api/config/flags";
    private static final String MIGRATION = "/api/admin/cache/migration";
    static final String HTTP_PORT = "HTTP_PORT";
    static final String MANAGEMENT_PORT = "MANAGEMENT_PORT";
    /** No load balancer has to notice that it ends. */
    private static final Duration DRAIN = Duration.ofMillis(20);

    private static final Duration STARTED_WITHIN = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AdminToken token = AdminToken.random();
    private final Map<String, String> environment = new HashMap<>();
    private final AddressResolverOptions names;
    private final Duration drain;

    /** While it is stopped the one that was; other threads go on asking it. */
    private volatile Gateway gateway;

    private LiveGateway(Map<String, String> environment, AddressResolverOptions names, Duration drain) {
        this.names = names;
        this.drain = drain;
        // What most tests are about is behind the near cache; those about it ask for it.
        this.environment.putAll(Map.of("NEAR_CACHE", "off", HTTP_PORT, "0", MANAGEMENT_PORT, "0"));
        this.environment.putAll(environment);
        this.environment.put("HTTP_HOST", "127.0.0.1");
        this.environment.put("MANAGEMENT_HOST", "127.0.0.1");
        this.environment.put("ADMIN_TOKENS", "test:" + token.sha256());
        gateway = started();
    }

    /** Starts one and returns when it listens. */
    static LiveGateway start(Map<String, String> environment) {
        return start(environment, Gateway.names());
    }

    /** The same, for which names are resolved in another way. */
    static LiveGateway start(Map<String, String> environment, AddressResolverOptions names) {
        return new LiveGateway(environment, names, DRAIN);
    }

    /** The same, which when it ends goes on serving for that long, and for that long again once its port is closed. */
    static LiveGateway start(Map<String, String> environment, Duration drain) {
        return new LiveGateway(environment, Gateway.names(), drain);
    }

    /** Ends it in order, as SIGTERM does, and returns when it has ended. */
    void stop() {
        await(gateway.close().toCompletableFuture());
    }

    /** Starts it again after {@link #stop}, on the ports that were asked for, and returns when it listens. */
    void startAgain() {
        gateway = started();
    }

    LiveGateway awaitReady() {
        Await.until(
                STARTED_WITHIN,
                "the gateway is ready",
                () -> management("/health/ready").statusCode() == 200);
        return this;
    }

    /** The samples of {@link SampleFlags}, put in through the API. */
    LiveGateway withSamples(int count) {
        try {
            new SampleFlags(gateway.httpPort(), token).load(count);
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
        return this;
    }

    int port() {
        return gateway.httpPort();
    }

    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(gateway.httpPort(), path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> read(String key) {
        return get(FLAGS + "/" + key);
    }

    /** Without waiting for the answer. */
    CompletableFuture<HttpResponse<String>> readLater(String key) {
        return client.sendAsync(
                HttpRequest.newBuilder(uri(gateway.httpPort(), FLAGS + "/" + key))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> patch(String key, String body) {
        return send(HttpRequest.newBuilder(uri(gateway.httpPort(), "/api/admin/flags/" + key))
                .header("Authorization", "Bearer " + token.value())
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    /** Creates or replaces a flag, of the environment in the query if there is one. */
    HttpResponse<String> put(String key, String body) {
        return send(HttpRequest.newBuilder(uri(gateway.httpPort(), "/api/admin/flags/" + key))
                .header("Authorization", "Bearer " + token.value())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    /** Where the migration stands, as this gateway tells it. */
    JsonObject migration() {
        return new JsonObject(send(HttpRequest.newBuilder(uri(gateway.httpPort(), MIGRATION))
                        .header("Authorization", "Bearer " + token.value()))
                .body());
    }

    /** An instruction for the migration. */
    HttpResponse<String> migrate(String body) {
        return send(HttpRequest.newBuilder(uri(gateway.httpPort(), MIGRATION))
                .header("Authorization", "Bearer " + token.value())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> management(String path) {
        return send(HttpRequest.newBuilder(uri(gateway.managementPort(), path)));
    }

    /** The value of one line of the metrics, by all that stands before it. */
    double metric(String nameAndLabels) {
        return management("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + nameAndLabels));
    }

    /** The steady load of the fault tests: 50 connections, 1,000 reads a second of these flags. */
    HttpLoad load(String... keys) {
        String[] paths = new String[keys.length];
        for (int i = 0; i < keys.length; i++) {
            paths[i] = FLAGS + "/" + keys[i];
        }
        return HttpLoad.start(HttpLoad.Options.of(gateway.httpPort(), paths));
    }

    /** {@code Cache-Status} of an answer; empty if there is none. */
    static String cacheStatus(HttpResponse<?> response) {
        return response.headers().firstValue("cache-status").orElse("");
    }

    /** The revision in an answer's {@code ETag}. */
    static long revision(HttpResponse<?> response) {
        return Long.parseLong(
                response.headers().firstValue("etag").orElse("\"-1\"").replace("\"", ""));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Gateway started() {
        return await(Gateway.start(ConfigReader.parse(environment, Map.of()), names, drain)
                .toCompletionStage()
                .toCompletableFuture());
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
