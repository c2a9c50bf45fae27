package dev.yardarm.postgres;

import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationStore.Change;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/**
 * One change of the cache migration as one transaction, in four round trips: begin; change the state if it is of the version
 * that the change is of, which locks it; record and announce; commit.
 *
 * <p>Belongs to one event loop.
 */
final class MigrationTransaction {
    private final Change change;
    private final String caches;
    private final Transaction transaction = new Transaction();

    MigrationTransaction(Change change, String caches) {
        this.change = change;
        this.caches = caches;
    }

    /** Empty, and nothing done, if the state is of another version. */
    Future<Optional<MigrationState>> run(SqlConnection connection) {
        return transaction.run(
                connection,
                () -> put(connection)
                        .compose(since -> since.map(time -> write(connection, time))
                                .orElseGet(
                                        () -> Transaction.rollback(connection).map(Optional.empty()))));
    }

    /** As {@link Transaction#abandon}. */
    boolean abandon() {
        return transaction.abandon();
    }

    private Future<Optional<Instant>> put(SqlConnection connection) {
        MigrationState next = change.next();
        boolean isFirst = next.version() == MigrationState.INITIAL.version() + 1;
        return connection
                .preparedQuery(isFirst ? MigrationStatements.CREATE : MigrationStatements.REPLACE)
                .execute(MigrationRows.put(next, caches))
                .map(MigrationTransaction::since);
    }

    private static Optional<Instant> since(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(FlagRows.instant(rows.iterator().next(), 0));
    }

    private Future<Optional<MigrationState>> write(SqlConnection connection, Instant since) {
        Future<RowSet<Row>> recorded =
                connection.preparedQuery(MigrationStatements.RECORD).execute(MigrationRows.recording(change));
        Future<RowSet<Row>> forgotten =
                connection.preparedQuery(MigrationStatements.FORGET_TALLIES).execute();
        Future<RowSet<Row>> notified = connection
                .preparedQuery(MigrationStatements.NOTIFY)
                .execute(Tuple.of(change.next().version()));
        return Future.all(recorded, forgotten, notified)
                .compose(written -> transaction.commit(connection))
                .map(committed -> Optional.of(made(since)));
    }

    private MigrationState made(Instant since) {
        MigrationState next = change.next();
        return new MigrationState(next.version(), next.share(), next.phase(), next.plan(), next.step(), since);
    }
}
