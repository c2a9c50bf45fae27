package dev.yardarm.postgres;

import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.Tally;
import dev.yardarm.read.Backend;
import dev.yardarm.write.OutcomeUnknown;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of the cache migration in PostgreSQL, for all gateways.
 *
 * <p>Belongs to one event loop. Of a plan's durations it keeps whole milliseconds of the hold and whole microseconds of the
 * bound on latencies.
 */
final class PostgresMigrationStore implements MigrationStore {
    private final RenewablePool connections;
    private final String caches;

    /**
     * @param connections of somebody else, who closes them
     * @param caches which two the migration is between: what was decided for others is not for these
     */
    PostgresMigrationStore(RenewablePool connections, String caches) {
        this.connections = connections;
        this.caches = caches;
    }

    @Override
    public Future<MigrationState> state() {
        return connections
                .use(connection ->
                        connection.preparedQuery(MigrationStatements.STATE).execute())
                .map(rows -> MigrationRows.state(only(rows), 1, caches));
    }

    @Override
    public Future<Beat> beat(Report report, Duration lease) {
        return connections.use(connection -> beat(connection, report, lease));
    }

    /** All is sent at once, and the server takes it in order. Each part is good by itself, so there is no transaction. */
    private Future<Beat> beat(SqlConnection connection, Report report, Duration lease) {
        Future<RowSet<Row>> reported =
                connection.preparedQuery(MigrationStatements.REPORT).execute(MigrationRows.report(report));
        Future<RowSet<Row>> leading = connection
                .preparedQuery(MigrationStatements.LEAD)
                .execute(Tuple.of(report.gateway(), (double) lease.toMillis()));
        Future<RowSet<Row>> state =
                connection.preparedQuery(MigrationStatements.STATE).execute();
        return Future.all(reported, leading, state).map(all -> {
            Row found = only(state.result());
            boolean leads = leading.result().size() > 0;
            return new Beat(MigrationRows.state(found, 1, caches), FlagRows.instant(found, 0), leads);
        });
    }

    @Override
    public Future<Tally.Pair> tallies(long version) {
        return connections
                .use(connection ->
                        connection.preparedQuery(MigrationStatements.TALLIES).execute(Tuple.of(version)))
                .map(MigrationRows::sum);
    }

    @Override
    public Future<Optional<MigrationState>> replace(Change change) {
        MigrationTransaction transaction = new MigrationTransaction(change, caches);
        return connections
                .use(transaction::run)
                .recover(failure -> Future.failedFuture(
                        transaction.abandon() ? new OutcomeUnknown(Backend.POSTGRES, failure) : failure));
    }

    @Override
    public Future<List<Recorded>> history(int limit) {
        return connections
                .use(connection ->
                        connection.preparedQuery(MigrationStatements.HISTORY).execute(Tuple.of((long) limit)))
                .map(PostgresMigrationStore::recorded);
    }

    private static List<Recorded> recorded(RowSet<Row> rows) {
        List<Recorded> recorded = new ArrayList<>(rows.size());
        rows.forEach(row -> recorded.add(MigrationRows.recorded(row)));
        return recorded;
    }

    private static Row only(RowSet<Row> rows) {
        return rows.iterator().next();
    }
}
