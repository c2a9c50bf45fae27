package dev.yardarm.postgres;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Vert.x whose clients' open sockets are known from their first moment, and can be closed. */
final class WatchedSockets extends VertxWrapper {
    /** Channels leave it by themselves when they are closed. */
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    WatchedSockets(VertxInternal vertx) {
        super(vertx);
    }

    @Override
    public NetClient createNetClient(NetClientOptions options) {
        return new WatchedClient(super.createNetClient(options));
    }

    void severAll() {
        open.forEach(WatchedSockets::sever);
    }

    /** Closes a socket from the head of its pipeline, so that no handler in it can keep it open. */
    static void sever(Channel channel) {
        @Nullable ChannelHandlerContext head = channel.pipeline().firstContext();
        if (head != null) {
            // Nothing is left to do for whoever would wait for it.
            ChannelFuture unused = head.close();
        }
    }

    private Future<NetSocket> watch(Future<NetSocket> connecting) {
        return connecting.onSuccess(socket ->
                open.add(((NetSocketInternal) socket).channelHandlerContext().channel()));
    }

    private final class WatchedClient implements NetClient {
        private final NetClient client;

        WatchedClient(NetClient client) {
            this.client = client;
        }

        @Override
        public Future<NetSocket> connect(int port, String host) {
            return watch(client.connect(port, host));
        }

        @Override
        public Future<NetSocket> connect(int port, String host, String serverName) {
            return watch(client.connect(port, host, serverName));
        }

        @Override
        public Future<NetSocket> connect(SocketAddress address) {
            return watch(client.connect(address));
        }

        @Override
        public Future<NetSocket> connect(SocketAddress address, String serverName) {
            return watch(client.connect(address, serverName));
        }

        @Override
        public Future<NetSocket> connect(ConnectOptions options) {
            return watch(client.connect(options));
        }

        @Override
        public Future<Void> shutdown(long timeout, TimeUnit unit) {
            return client.shutdown(timeout, unit);
        }

        @Override
        public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
            return client.updateSSLOptions(options, force);
        }
    }
}
