package dev.yardarm.http;

import dev.yardarm.http.Changes.Subject;
import dev.yardarm.write.Edit;
import io.vertx.core.Future;

/** {@code DELETE /api/admin/flags/{flagKey}}: removes a flag. */
final class DeleteFlag implements Action {
    private static final int NO_CONTENT = 204;

    private final Changes changes;

    DeleteFlag(Changes changes) {
        this.changes = changes;
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        Subject subject = changes.subject(exchange, false);
        return changes.make(exchange, subject, new Edit.Remove()).map(gone -> {
            exchange.end(NO_CONTENT);
            return gone;
        });
    }
}
