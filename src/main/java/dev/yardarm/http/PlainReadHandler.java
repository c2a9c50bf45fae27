package dev.yardarm.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the server on one connection and answers the {@link PlainReads}; the server sees all other requests.
 *
 * <p>Answers are in the order of their requests (RFC 9112, section 9.3.2): as long as one is with the server, those after it
 * go there too; and what comes while one is answered here waits. Once either side has said that the connection will be
 * closed, all is the server's.
 */
final class PlainReadHandler extends ChannelDuplexHandler {
    /** Parts of requests; with more of them waiting, nothing more is read from the connection. */
    private static final int MOST_WAITING = 128;

    private final PlainReads reads;
    private final ChannelHandlerContext beforeEncoder;
    /** Tells nobody: who is gone does not hear an answer. */
    private final ChannelPromise unheard;

    private final Deque<Object> waiting = new ArrayDeque<>();
    private int withServer;
    private boolean closing;

    /** Whether the request that is being read is answered here: the rest of it, which has no body, is dropped. */
    private boolean ours;

    private boolean underWay;
    private boolean paused;
    private boolean unflushed;

    /** @param beforeEncoder where bytes are written that need no encoding */
    PlainReadHandler(PlainReads reads, ChannelHandlerContext beforeEncoder) {
        this.reads = reads;
        this.beforeEncoder = beforeEncoder;
        this.unheard = new VoidChannelPromise(beforeEncoder.channel(), false);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!underWay) {
            take(context, message);
            return;
        }
        waiting.add(message);
        pauseIfTooMany(context);
    }

    private void take(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            ours = begin(context, request);
            withServer += ours ? 0 : 1;
        }
        if (ours) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private boolean begin(ChannelHandlerContext context, HttpRequest request) {
        // A client that does not take its answers is the server's to wait for.
        if (withServer > 0 || closing || !beforeEncoder.channel().isWritable()) {
            return false;
        }
        @Nullable Future<ByteBuf> answer = reads.answer(request, beforeEncoder.alloc());
        if (answer == null) {
            return false;
        }
        if (answer.isComplete()) {
            write(answer.result());
        } else {
            underWay = true;
            answer.onSuccess(late -> goOn(context, late));
        }
        return true;
    }

    private void write(ByteBuf answer) {
        if (!beforeEncoder.channel().isActive()) {
            // Gone while it waited for its answer.
            answer.release();
            return;
        }
        // If it cannot be written the connection is gone.
        java.util.concurrent.Future<?> unused = beforeEncoder.write(answer, unheard);
        unflushed = true;
    }

    private void goOn(ChannelHandlerContext context, ByteBuf answer) {
        underWay = false;
        write(answer);
        if (paused) {
            // First: the server may pause as well when it gets what waits, and ends that by itself.
            paused = false;
            context.channel().config().setAutoRead(true);
        }
        while (!underWay && !waiting.isEmpty()) {
            take(context, waiting.remove());
        }
        pauseIfTooMany(context);
        // The server has got what waited outside of a turn of reading: what it writes now is held back until one ends.
        channelReadComplete(context);
    }

    private void pauseIfTooMany(ChannelHandlerContext context) {
        if (waiting.size() >= MOST_WAITING && !paused) {
            paused = true;
            context.channel().config().setAutoRead(false);
        }
    }

    /** One flush for all requests that came together. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (unflushed) {
            unflushed = false;
            beforeEncoder.flush();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            closing |= response.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        }
        if (message instanceof LastHttpContent && !isInterim(message)) {
            withServer--;
        }
        // Whoever writes it has the promise.
        java.util.concurrent.Future<?> unused = context.write(message, promise);
    }

    /** RFC 9110, section 15.2: the answer itself is still to come. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        context.fireChannelInactive();
    }
}
