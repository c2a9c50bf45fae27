package dev.yardarm.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a socket: what it receives it is handed by {@link #receive}, and what is sent on it goes to a peer in
 * this JVM. All else is as on a real one: its pipeline, its event loop, its pooled buffers.
 */
public final class MemoryChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(/* hasDisconnect= */ false);
    private static final InetSocketAddress NEAR_END = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final InetSocketAddress FAR_END = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private Consumer<ByteBuf> peer = nobody -> {};
    private boolean open = true;
    private boolean active;

    private MemoryChannel(@Nullable Channel parent, boolean active) {
        super(parent);
        this.active = active;
    }

    /** What a server accepts: connected from the start. */
    static MemoryChannel accepted(Channel server) {
        return new MemoryChannel(server, /* active= */ true);
    }

    /** What a client connects, and finds connected at once. */
    static MemoryChannel toConnect() {
        return new MemoryChannel(null, /* active= */ false);
    }

    /**
     * Connects the other end.
     *
     * @param connected is told, on the event loop, of each buffer that is sent; it is released behind it
     */
    public void peer(Consumer<ByteBuf> connected) {
        peer = connected;
    }

    /** Bytes have come, all that there are for now; copied into a buffer of the pool, as a socket is read. On the event loop. */
    public void receive(byte[] bytes) {
        pipeline().fireChannelRead(alloc().ioBuffer(bytes.length).writeBytes(bytes));
        pipeline().fireChannelReadComplete();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        while (out.current() instanceof ByteBuf buffer) {
            peer.accept(buffer);
            out.remove();
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new ConnectedAtOnce();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return NEAR_END;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return FAR_END;
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("it is always bound");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        active = false;
        open = false;
    }

    @Override
    protected void doBeginRead() {
        // There is nothing to read before it is received.
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    private final class ConnectedAtOnce extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            active = true;
            promise.setSuccess();
            pipeline().fireChannelActive();
        }
    }
}
