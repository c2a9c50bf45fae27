package dev.yardarm.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a server answered once: to be sure of it, and for a bare server to give again. */
record Answer(int status, Map<String, String> headers, String body) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer of(Request request, int port) {
        HttpRequest.Builder built = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + request.path()));
        request.headers().forEach(built::header);
        try {
            HttpResponse<String> response = CLIENT.send(built.build(), BodyHandlers.ofString());
            Map<String, String> headers = new TreeMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
            return new Answer(response.statusCode(), headers, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    int bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8).length;
    }

    /** As many as it has over the wire, from a server that adds nothing to it. */
    int wireBytes() {
        int head = "HTTP/1.1 200 OK\r\n\r\n".length();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            head += header.getKey().length()
                    + ": \r\n".length()
                    + header.getValue().length();
        }
        return head + bodyBytes();
    }

    /** In a file: the status, the headers a line each, an empty line, the body. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(Integer.toString(status)));
        headers.forEach((name, value) -> lines.add(name + ": " + value));
        Files.writeString(file, String.join("\n", lines) + "\n\n" + body);
    }

    static Answer read(Path file) throws IOException {
        String text = Files.readString(file);
        int end = text.indexOf("\n\n");
        List<String> lines = text.substring(0, end).lines().toList();
        Map<String, String> headers = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(": ");
            headers.put(line.substring(0, colon), line.substring(colon + 2));
        }
        return new Answer(Integer.parseInt(lines.get(0)), headers, text.substring(end + 2));
    }
}
