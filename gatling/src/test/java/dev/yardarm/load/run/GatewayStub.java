package dev.yardarm.load.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for a gateway, with both of its ports in one: it answers what it was told to, by the beginning of a path. */
final class GatewayStub implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    private record Page(String cacheStatus, String body) {}

    /** One with a flag {@code f}, read from Redis, and with the metrics of each gateway. */
    GatewayStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.start();
        answers("/api/config/flags", "{\"environment\":\"production\",\"flags\":[{\"key\":\"f\"}]}");
        readsFrom("redis; hit");
        answers("/metrics", "flag_reads_total 1\n");
        answers("/health", "{}");
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void answers(String path, String body) {
        show(path, new Page("", body));
    }

    /** What it says of each read of one flag. */
    void readsFrom(String cacheStatus) {
        show("/api/config/flags/", new Page(cacheStatus, "{}"));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void show(String path, Page page) {
        if (pages.put(path, page) == null) {
            server.createContext(path, exchange -> {
                Page now = pages.getOrDefault(path, page);
                byte[] bytes = now.body().getBytes(UTF_8);
                exchange.getResponseHeaders().set("Cache-Status", now.cacheStatus());
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
        }
    }
}
