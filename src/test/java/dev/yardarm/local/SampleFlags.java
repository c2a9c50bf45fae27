package dev.yardarm.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Flags to try the gateway with, put in through its own API. */
public final class SampleFlags {
    /** As many as the tests of the cache use, and a few more. */
    public static final int COUNT = 120;

    public static final String FIRST = "wishlist-feature";

    private static final List<String> NAMED =
            List.of(FIRST, "new-checkout", "dark-mode", "search-suggestions", "express-delivery");
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;
    private final AdminToken token;

    public SampleFlags(int port, AdminToken token) {
        this.base = "http://127.0.0.1:" + port + "/api/admin/flags/";
        this.token = token;
    }

    /** The key of the sample with a number, from 0. */
    public static String key(int number) {
        return number < NAMED.size() ? NAMED.get(number) : "sample-%03d".formatted(number);
    }

    /** Puts the first so many samples in; returns how many. The schema may not be there yet when it begins: it waits. */
    public int load(int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        for (int i = 0; i < count; i++) {
            HttpResponse<String> response = put(i);
            while (response.statusCode() == 503 && System.nanoTime() < end) {
                Thread.sleep(20);
                response = put(i);
            }
            if (response.statusCode() / 100 != 2) {
                throw new IOException("flag " + key(i) + " was not taken: " + response.body());
            }
        }
        return count;
    }

    private HttpResponse<String> put(int number) throws IOException, InterruptedException {
        String body = "{\"isEnabled\": %s, \"rolloutPercentage\": %d, \"description\": \"Sample %d\"}"
                .formatted(number % 3 == 1, number % 4 * 25 + 25, number);
        return client.send(
                HttpRequest.newBuilder(URI.create(base + key(number)))
                        .header("Authorization", "Bearer " + token.value())
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
