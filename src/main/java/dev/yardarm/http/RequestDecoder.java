package dev.yardarm.http;

import dev.yardarm.http.Refusal.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's decoder of one connection, with what it lacks.
 *
 * <ul>
 *   <li>A request that is framed in two ways, or in a way that is not known, is invalid (RFC 9112, section 6.1): Netty would
 *       drop one of both, and whoever stands before the gateway may have dropped the other.
 *   <li>A head that is not complete within its time closes the connection. A connection that waits for its next head in
 *       silence is a matter of the idle time.
 *   <li>After an invalid request the connection is closed in both directions one after the other: closing it with bytes
 *       still unread would reset it, and the client might never see what was wrong.
 * </ul>
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private final Http1xServerConnection connection;
    private final long headMillis;
    private State state = State.HEAD;
    private boolean headBegun;
    private boolean beginsWithControl;
    private @Nullable Future<?> deadline;

    private enum State {
        HEAD,
        BODY,
        BROKEN
    }

    RequestDecoder(HttpServerOptions options, Http1xServerConnection connection, Duration head) {
        super(options);
        this.connection = connection;
        this.headMillis = head.toMillis();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        if (state == State.HEAD && !headBegun) {
            headBegun = true;
            beginsWithControl = isControl(bytes);
        }
        int before = out.size();
        super.decode(context, bytes, out);
        for (int i = before; i < out.size(); i++) {
            note((HttpObject) out.get(i));
        }
        if (state == State.HEAD && out.size() == before && deadline == null) {
            deadline = closeAfter(context, headMillis);
        }
    }

    /** Netty skips any number of any control characters; only the end of a line has a reason to be there. */
    private static boolean isControl(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            return false;
        }
        byte first = bytes.getByte(bytes.readerIndex());
        return first >= 0 && first <= ' ' && first != '\r' && first != '\n';
    }

    private void note(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            state = State.BROKEN;
        } else if (part instanceof LastHttpContent) {
            state = State.HEAD;
            headBegun = false;
        } else if (part instanceof HttpRequest) {
            state = State.BODY;
        }
        cancelDeadline();
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        if (beginsWithControl) {
            throw new Refusal(Kind.MALFORMED, "The request line begins with a control character.");
        }
        String version = initialLine[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new Refusal(Kind.MALFORMED, "The HTTP version is not 1.1 or 1.0, or the request line is malformed.");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (length == 0) {
            throw new Refusal(Kind.MALFORMED, "A header has no name.");
        }
        return super.splitHeaderName(line, start, length);
    }

    /** Called when all headers are read and before they are acted on; whoever throws here makes the request invalid. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            checkChunked(message, message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING));
        }
        return super.isContentAlwaysEmpty(message);
    }

    private static void checkChunked(HttpMessage message, List<String> encodings) {
        if (message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw Refusal.ofHeader(Kind.MALFORMED, "Transfer-Encoding", "contradicts Content-Length");
        }
        if (!message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            throw Refusal.ofHeader(Kind.MALFORMED, "Transfer-Encoding", "is not known to HTTP/1.0");
        }
        if (encodings.size() > 1 || !encodings.get(0).strip().equalsIgnoreCase("chunked")) {
            throw Refusal.ofHeader(Kind.MALFORMED, "Transfer-Encoding", "must be chunked");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (state != State.BROKEN) {
            super.exceptionCaught(context, cause);
            return;
        }
        // A request whose head was fine hears that its body is not, and may still be answered.
        connection.handleException(cause);
        context.channel().config().setAutoRead(true);
        // Also flushes the answer, which was written before.
        Future<?> unused = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> shutdownOutput(context));
    }

    /** From here the client's bytes are dropped, until it closes its side or its time is up. */
    private static void shutdownOutput(ChannelHandlerContext context) {
        if (context.channel() instanceof DuplexChannel duplex) {
            // If it fails the connection is gone already.
            Future<?> unused = duplex.shutdownOutput();
        }
        // Of a connection that is closed before, nothing comes of it.
        Future<?> unused = closeAfter(context, Limits.LINGER.toMillis());
    }

    private static Future<?> closeAfter(ChannelHandlerContext context, long millis) {
        Runnable close = () -> {
            // There is nothing to do about a connection that cannot be closed.
            Future<?> unused = context.close();
        };
        return context.executor().schedule(close, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        cancelDeadline();
        super.channelInactive(context);
    }
}
