package dev.yardarm.http;

import dev.yardarm.migration.MigrationDesk;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** {@code GET /api/admin/cache/migration}: where the migration stands, and what stands in its way. */
final class ReadMigration implements Action {
    private static final int OK = 200;

    private final Optional<MigrationDesk> desk;
    private final InstantSource clock;

    /** @param desk none if no migration is configured */
    ReadMigration(Optional<MigrationDesk> desk, InstantSource clock) {
        this.desk = desk;
        this.clock = clock;
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        new Inputs(exchange, Set.of()).check();
        return desk.map(present -> present.view().map(view -> MigrationJson.encode(view, clock.instant())))
                .orElseGet(() -> Future.succeededFuture(MigrationJson.notConfigured()))
                .map(json -> answer(exchange, json));
    }

    static Buffer answer(Exchange exchange, Buffer json) {
        exchange.response().putHeader(HttpHeaders.CONTENT_TYPE, Changes.JSON);
        exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, Changes.NO_STORE);
        exchange.end(OK, json);
        return json;
    }
}
