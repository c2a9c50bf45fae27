package dev.yardarm.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections on which nothing is asked. */
final class IdleConnections implements AutoCloseable {
    private final List<SocketChannel> open = new ArrayList<>();

    /** Fails with {@link UncheckedIOException} if so many are not allowed to this process. */
    IdleConnections(int port, int count) {
        try {
            for (int i = 0; i < count; i++) {
                open.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return open.size();
    }

    @Override
    public void close() {
        for (SocketChannel channel : open) {
            try {
                channel.close();
            } catch (IOException gone) {
                // Nothing was to come over it.
            }
        }
        open.clear();
    }
}
