package dev.yardarm.jmh;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A client on a connection in memory, that sends one request after the other, each once the one before is answered, and is
 * satisfied with answers of the length that they had at first.
 */
public final class HttpClient {
    private final MemoryTransport server;
    private final MemoryChannel connection;
    private final List<byte[]> requests;
    private final int[] lengths;
    private StringBuilder recorded = new StringBuilder();
    private int received;
    private int turn;

    private HttpClient(MemoryTransport server, List<byte[]> requests) {
        this.server = server;
        this.connection = server.connect();
        this.requests = requests;
        this.lengths = new int[requests.size()];
    }

    /**
     * Sends each request once.
     *
     * @param request the header fields and the request line with a number, without the empty line at the end
     * @param expected what each answer holds
     */
    public static HttpClient of(
            MemoryTransport server, int requests, IntFunction<String> request, List<String> expected) {
        HttpClient client = new HttpClient(
                server,
                IntStream.range(0, requests)
                        .mapToObj(request)
                        .map(head -> (head + "\r\n").getBytes(StandardCharsets.US_ASCII))
                        .toList());
        server.onEventLoop(() -> client.begin(expected));
        return client;
    }

    /** As a load generator sends it. */
    public static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n";
    }

    /** Has so many answered, from another thread than the event loop. */
    public void run(int exchanges) {
        server.onEventLoop(() -> {
            for (int i = 0; i < exchanges; i++) {
                exchange();
            }
        });
    }

    private void begin(List<String> expected) {
        connection.peer(this::record);
        for (int i = 0; i < lengths.length; i++) {
            recorded = new StringBuilder();
            connection.receive(requests.get(i));
            for (String part : expected) {
                if (recorded.indexOf(part) < 0) {
                    throw new IllegalStateException("no '" + part + "' in:\n" + recorded);
                }
            }
            lengths[i] = recorded.length();
        }
        connection.peer(this::count);
    }

    private void record(ByteBuf part) {
        recorded.append(part.toString(StandardCharsets.ISO_8859_1));
    }

    private void count(ByteBuf part) {
        received += part.readableBytes();
    }

    private void exchange() {
        turn = (turn + 1) % lengths.length;
        received = 0;
        connection.receive(requests.get(turn));
        if (received != lengths[turn]) {
            throw new IllegalStateException(received + " bytes of answer instead of " + lengths[turn]);
        }
    }
}
