package dev.yardarm.http;

import dev.yardarm.migration.Instruction;
import dev.yardarm.migration.MigrationDesk;
import dev.yardarm.migration.MigrationDesk.View;
import dev.yardarm.migration.NotPossible;
import dev.yardarm.write.OutcomeUnknown;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** {@code PUT /api/admin/cache/migration}: carries out an instruction, answers with where the migration stands then. */
final class ChangeMigration implements Action {
    private final Optional<MigrationDesk> desk;
    private final RequestBodies bodies;
    private final InstantSource clock;

    /** @param desk none if no migration is configured */
    ChangeMigration(Optional<MigrationDesk> desk, RequestBodies bodies, InstantSource clock) {
        this.desk = desk;
        this.bodies = bodies;
        this.clock = clock;
    }

    /** The store was lost on the way: the instruction was carried out, or not. */
    static final class Unsettled extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Unsettled(OutcomeUnknown cause) {
            super("lost while an instruction was carried out", cause, false, false);
        }
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        new Inputs(exchange, Set.of()).check();
        MediaType.JSON.check(exchange);
        return bodies.read(exchange)
                .map(MigrationBody::parse)
                .compose(instruction -> carryOut(instruction, exchange.author()))
                .map(view -> ReadMigration.answer(exchange, MigrationJson.encode(view, clock.instant())));
    }

    private Future<View> carryOut(Instruction instruction, String author) {
        return desk.orElseThrow(() -> new NotPossible(MigrationJson.NOT_CONFIGURED))
                .carryOut(instruction, author)
                .recover(failure ->
                        Future.failedFuture(failure instanceof OutcomeUnknown lost ? new Unsettled(lost) : failure));
    }
}
