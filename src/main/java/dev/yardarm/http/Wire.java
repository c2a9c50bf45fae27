package dev.yardarm.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Answers as they go over the wire, for those that the server does not write (RFC 9112, section 2.1). */
final class Wire {
    private Wire() {}

    /**
     * The status line and the headers.
     *
     * @param headers gives each header that the answer has, its length included
     */
    static byte[] head(int status, Consumer<BiConsumer<CharSequence, CharSequence>> headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(status))
                .append("\r\n");
        headers.accept(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** In one piece: the kernel takes that for less than two. */
    static ByteBuf whole(byte[] head, Buffer body, ByteBufAllocator allocator) {
        ByteBuf bytes = ((BufferInternal) body).getByteBuf();
        return allocator
                .directBuffer(head.length + bytes.readableBytes())
                .writeBytes(head)
                .writeBytes(bytes);
    }
}
