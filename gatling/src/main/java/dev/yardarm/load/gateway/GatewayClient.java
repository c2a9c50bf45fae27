package dev.yardarm.load.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** What a simulation asks of the gateway beside the load: its health, its metrics, and changes. Blocks for 5 s at most. */
public final class GatewayClient {
    static final String FLAGS = "/api/config/flags";
    static final String MIGRATION = "/api/admin/cache/migration";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Target target;

    public GatewayClient(Target target) {
        this.target = target;
    }

    /** An answer of the gateway. */
    public record Answer(int status, String body) {
        /** An empty object for what is no JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body.isBlank() ? "{}" : body);
            } catch (JsonProcessingException none) {
                return JSON.createObjectNode();
            }
        }
    }

    /** All flags of the environment that is served. */
    public Answer flags() {
        return flagsAt(target.base());
    }

    /** Those of another gateway. */
    public Answer flagsAt(URI base) {
        return send(HttpRequest.newBuilder(URI.create(base + FLAGS)).GET(), target.clientToken());
    }

    /** Where one flag was answered from; the header {@code Cache-Status}. */
    public String cacheStatusOf(String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target.base() + FLAGS + "/" + key))
                .GET();
        return exchange(request, target.clientToken())
                .headers()
                .firstValue("cache-status")
                .orElse("");
    }

    public Answer health() {
        return management("/health");
    }

    /** Those of the management port. Throws {@link UncheckedIOException} if there is no answer. */
    public Metrics metrics() {
        return Metrics.parse(management("/metrics").body());
    }

    public Answer migration() {
        return send(
                HttpRequest.newBuilder(URI.create(target.base() + MIGRATION)).GET(), target.adminToken());
    }

    public Answer migrate(String instruction) {
        return send(write(MIGRATION).PUT(BodyPublishers.ofString(instruction)), target.adminToken());
    }

    public Answer putFlag(String key, String body) {
        return send(write("/api/admin/flags/" + key).PUT(BodyPublishers.ofString(body)), target.adminToken());
    }

    public Answer deleteFlag(String key) {
        return send(write("/api/admin/flags/" + key).DELETE(), target.adminToken());
    }

    private HttpRequest.Builder write(String path) {
        return HttpRequest.newBuilder(URI.create(target.base() + path)).header("Content-Type", "application/json");
    }

    private Answer management(String path) {
        URI management = target.management().orElseThrow();
        return send(HttpRequest.newBuilder(URI.create(management + path)).GET(), Optional.empty());
    }

    private Answer send(HttpRequest.Builder request, Optional<String> token) {
        HttpResponse<String> response = exchange(request, token);
        return new Answer(response.statusCode(), response.body());
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request, Optional<String> token) {
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        try {
            return client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
