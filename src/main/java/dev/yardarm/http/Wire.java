package dev.yardarm.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Heads of answers as they go over the wire, for those that the server does not write (RFC 9112, section 2.1). */
final class Wire {
    private Wire() {}

    /** @param headers gives each header that the answer has, its length included */
    static byte[] head(int status, Consumer<BiConsumer<CharSequence, CharSequence>> headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(status))
                .append("\r\n");
        headers.accept(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
