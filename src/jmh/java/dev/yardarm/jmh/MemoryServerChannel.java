package dev.yardarm.jmh;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A port that nothing but {@link #accept} leads to. */
final class MemoryServerChannel extends AbstractServerChannel {
    private final ChannelConfig config = new DefaultChannelConfig(this);
    private InetSocketAddress address = new InetSocketAddress(0);
    private volatile boolean open = true;
    private volatile boolean bound;

    /** A new connection, which its event loop makes ready behind this. */
    MemoryChannel accept() {
        MemoryChannel connection = MemoryChannel.accepted(this);
        pipeline().fireChannelRead(connection);
        pipeline().fireChannelReadComplete();
        return connection;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected void doBind(SocketAddress named) {
        address = (InetSocketAddress) named;
        bound = true;
    }

    @Override
    protected void doClose() {
        bound = false;
        open = false;
    }

    @Override
    protected void doBeginRead() {
        // Connections come through accept alone.
    }

    @Override
    protected SocketAddress localAddress0() {
        return address;
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
        return bound;
    }
}
