package dev.yardarm.bus;

import io.vertx.core.Vertx;

/** All that travels between the verticles. */
public final class Messages {
    private Messages() {}

    /** Makes the messages known; once for each Vert.x, before the first verticle. */
    public static void register(Vertx vertx) {
        CacheRequest.registerCodecs(vertx);
        StoreRequest.registerCodecs(vertx);
        MigrationRequest.registerCodecs(vertx);
        LocalCodec.register(vertx, PortReply.class);
    }
}
