package dev.yardarm.http;

import dev.yardarm.http.Changes.Subject;
import dev.yardarm.read.EncodedFlag;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;

/** {@code PATCH /api/admin/flags/{flagKey}}: changes what the body names of a flag, answers with the flag as committed. */
final class PatchFlag implements Action {
    private static final int OK = 200;

    private final Changes changes;

    PatchFlag(Changes changes) {
        this.changes = changes;
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        Subject subject = changes.subject(exchange, false);
        return changes.fromBody(exchange, subject, MediaType.MERGE_PATCH, FlagBody::patch)
                .map(committed -> EncodedFlag.of(committed.after().orElseThrow()))
                .map(flag -> {
                    answer(exchange, OK, flag);
                    return flag;
                });
    }

    /** The flag as it is now. */
    static void answer(Exchange exchange, int status, EncodedFlag flag) {
        exchange.response().putHeader(HttpHeaders.ETAG, flag.etag());
        exchange.response().putHeader(HttpHeaders.CONTENT_TYPE, Changes.JSON);
        exchange.end(status, flag.json());
    }
}
