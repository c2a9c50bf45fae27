package dev.yardarm.jmh;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x of one event loop whose connections end in this JVM, so that what is measured is what the gateway and its
 * libraries do, and neither the kernel nor a client.
 *
 * <p>It has one server at most.
 */
public final class MemoryTransport implements Transport, AutoCloseable {
    private static final long MOST_SECONDS = 30;

    /** Event loops, and what the library's resolver of names makes and does not use. */
    private static final Transport SOCKETS = io.vertx.core.transport.Transport.NIO.implementation();

    private final Vertx vertx;
    private final CompletableFuture<MemoryServerChannel> server = new CompletableFuture<>();
    private volatile Consumer<MemoryChannel> far = nobody -> {};

    public MemoryTransport() {
        vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1))
                .withTransport(new Named(this))
                .build();
    }

    public Vertx vertx() {
        return vertx;
    }

    /** A connection to the server, ready for requests. */
    public MemoryChannel connect() {
        MemoryServerChannel port = await(server);
        MemoryChannel connection = await(CompletableFuture.supplyAsync(port::accept, port.eventLoop()));
        awaitTurn(connection);
        return connection;
    }

    /**
     * Stands where clients connect to.
     *
     * @param end is told of each connection before it is connected
     */
    public void farEnd(Consumer<MemoryChannel> end) {
        far = end;
    }

    /** Runs it on the event loop and waits for its end. */
    public void onEventLoop(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.runOnContext(turn -> {
            try {
                work.run();
                done.complete(null);
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
            }
        });
        await(done);
    }

    public static <T> T await(Future<T> future) {
        return await(future.toCompletionStage().toCompletableFuture());
    }

    public static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(MOST_SECONDS, TimeUnit.SECONDS).join();
    }

    /** What had been begun on the connection's event loop is done then. */
    private static void awaitTurn(MemoryChannel connection) {
        await(CompletableFuture.runAsync(() -> {}, connection.eventLoop()));
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return SOCKETS.ioHandlerFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return () -> {
            MemoryChannel opened = MemoryChannel.toConnect();
            far.accept(opened);
            return opened;
        };
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return () -> {
            MemoryServerChannel port = new MemoryServerChannel();
            server.complete(port);
            return port;
        };
    }

    @Override
    public DatagramChannel datagramChannel() {
        return SOCKETS.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // The interface has it so.
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return SOCKETS.datagramChannel(family);
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        // Only sockets have options.
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        // As above.
    }

    private record Named(Transport implementation) implements io.vertx.core.transport.Transport {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return null;
        }
    }
}
