package dev.yardarm.http;

import dev.yardarm.http.Changes.Subject;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.write.ChangeResult.Committed;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;

/** {@code PUT /api/admin/flags/{flagKey}}: creates a flag or replaces it whole. */
final class PutFlag implements Action {
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final Changes changes;

    PutFlag(Changes changes) {
        this.changes = changes;
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        Subject subject = changes.subject(exchange, true);
        return changes.fromBody(exchange, subject, MediaType.JSON, FlagBody::put)
                .map(committed -> {
                    answer(exchange, subject, committed);
                    return committed;
                });
    }

    private static void answer(Exchange exchange, Subject subject, Committed committed) {
        EncodedFlag flag = EncodedFlag.of(committed.after().orElseThrow());
        boolean created = committed.before().isEmpty();
        if (created) {
            exchange.response()
                    .putHeader(
                            HttpHeaders.LOCATION,
                            "/api/config/flags/" + subject.key() + "?environment=" + subject.environment());
        }
        PatchFlag.answer(exchange, created ? CREATED : OK, flag);
    }
}
