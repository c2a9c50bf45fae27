package dev.yardarm.jmh;

import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.ParserHandler;
import io.vertx.redis.client.impl.RESPParser;
import java.util.ArrayList;
import java.util.List;

/** What Redis answers of a cached environment, as bytes on the connection (RESP2). */
public final class RedisReply {
    private static final int DEEPEST = 8;

    private final Buffer bytes = Buffer.buffer();

    private RedisReply() {}

    /** To {@code HMGET key flag #revision #fence}. */
    public static byte[] toHmget(EncodedSnapshot cached, EncodedFlag flag) {
        return new RedisReply()
                .array(3)
                .bulk(flag.json())
                .bulk(revision(cached))
                .nil()
                .bytes
                .getBytes();
    }

    /** To {@code HGETALL key}. */
    public static byte[] toHgetall(EncodedSnapshot cached) {
        RedisReply reply = new RedisReply()
                .array(2 * (cached.flags().size() + 1))
                .bulk(Buffer.buffer("#revision"))
                .bulk(revision(cached));
        for (EncodedFlag flag : cached.flags()) {
            reply.bulk(Buffer.buffer(flag.key().value())).bulk(flag.json());
        }
        return reply.bytes.getBytes();
    }

    /** One whole reply, as the client reads it. */
    public static Response parse(byte[] reply) {
        List<Response> parsed = new ArrayList<>();
        new RESPParser(
                        new ParserHandler() {
                            @Override
                            public void handle(Response response) {
                                parsed.add(response);
                            }

                            @Override
                            public void fail(Throwable failure) {
                                throw new IllegalArgumentException(failure);
                            }
                        },
                        DEEPEST)
                .handle(Buffer.buffer(reply));
        if (parsed.size() != 1) {
            throw new IllegalArgumentException(parsed.size() + " replies instead of one");
        }
        return parsed.get(0);
    }

    private static Buffer revision(EncodedSnapshot cached) {
        return Buffer.buffer(cached.revision().toString());
    }

    private RedisReply array(int elements) {
        bytes.appendString("*" + elements + "\r\n");
        return this;
    }

    private RedisReply bulk(Buffer value) {
        bytes.appendString("$" + value.length() + "\r\n").appendBuffer(value).appendString("\r\n");
        return this;
    }

    private RedisReply nil() {
        bytes.appendString("$-1\r\n");
        return this;
    }
}
