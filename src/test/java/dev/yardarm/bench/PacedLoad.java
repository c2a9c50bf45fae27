package dev.yardarm.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;

/**
 * Requests at moments that are fixed beforehand, whatever becomes of those before; each one's latency counts from the moment
 * it was due (G. Tene, "How NOT to Measure Latency"). One thread that never sleeps, so that it is not late itself: a
 * processor of its own is needed.
 *
 * <p>All answers are of the same length, which is how it knows their ends at the rates that are wanted here.
 */
final class PacedLoad {
    private static final int CONNECTIONS = 64;
    private static final long HIGHEST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Selector selector;
    private final byte[] request;
    private final int answerBytes;
    private final long periodNanos;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Histogram latencies = new Histogram(HIGHEST_NANOS, 3);
    private final ByteBuffer taken = ByteBuffer.allocateDirect(64 * 1024);
    private long nextDue;
    private long notBefore;

    private static final class Connection {
        private final SocketChannel channel;
        private long due;
        private int missing;

        private Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private PacedLoad(int port, Request asked, int perSecond, int answerBytes) throws IOException {
        this.selector = Selector.open();
        StringBuilder head = new StringBuilder("GET " + asked.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        asked.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        this.request = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        this.answerBytes = answerBytes;
        this.periodNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        for (int i = 0; i < CONNECTIONS; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Connection connection = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            idle.add(connection);
        }
    }

    /** Latencies in nanoseconds, but for those of the first second. */
    static Histogram run(int port, Request request, int perSecond, int answerBytes, Duration time) {
        try {
            PacedLoad load = new PacedLoad(port, request, perSecond, answerBytes);
            try {
                load.run(time);
                return load.latencies;
            } finally {
                for (SelectionKey key : load.selector.keys()) {
                    key.channel().close();
                }
                load.selector.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Duration time) throws IOException {
        long began = System.nanoTime();
        long end = began + time.toNanos();
        nextDue = began;
        notBefore = began + Duration.ofSeconds(1).toNanos();
        while (nextDue < end || idle.size() < CONNECTIONS) {
            long now = System.nanoTime();
            if (now > end + DRAIN.toNanos()) {
                throw new IllegalStateException("requests are not answered at this rate");
            }
            while (nextDue < end && nextDue <= now && !idle.isEmpty()) {
                send(idle.remove());
            }
            selector.selectNow(key -> receive((Connection) key.attachment()));
        }
    }

    private void send(Connection connection) {
        connection.due = nextDue;
        connection.missing = answerBytes;
        nextDue += periodNanos;
        try {
            if (connection.channel.write(ByteBuffer.wrap(request)) != request.length) {
                throw new IllegalStateException("a request did not fit into an idle connection");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(Connection connection) {
        taken.clear();
        try {
            int read = connection.channel.read(taken);
            connection.missing -= read;
            if (read < 0 || connection.missing < 0) {
                throw new IllegalStateException("an answer was not as long as the others");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (connection.missing == 0) {
            if (connection.due >= notBefore) {
                latencies.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - connection.due));
            }
            idle.add(connection);
        }
    }
}
