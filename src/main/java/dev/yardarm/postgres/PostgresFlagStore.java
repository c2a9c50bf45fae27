package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagStore;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.ChangeStore;
import dev.yardarm.write.OutcomeUnknown;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The flags in PostgreSQL.
 *
 * <p>Belongs to one event loop. Needs no connection to be made: the first call asks for one. Every call asks the server
 * anew; sharing is for those above.
 */
public final class PostgresFlagStore implements FlagStore, ChangeStore {
    private final RenewablePool connections;
    private final Function<Environment, Optional<EncodedSnapshot>> known;

    /**
     * Fails with {@link IllegalArgumentException} if the root certificate cannot be read.
     *
     * @param known what the caller has of an environment: to a change just after it the whole need not be told
     */
    public PostgresFlagStore(
            Vertx vertx, DatabaseConfig config, Function<Environment, Optional<EncodedSnapshot>> known) {
        this.connections = new RenewablePool(vertx, config);
        this.known = known;
    }

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        long knownRevision = known.map(snapshot -> snapshot.revision().value()).orElse(Statements.NOTHING_KNOWN);
        Tuple parameters = Tuple.of(environment.value(), knownRevision);
        return connections
                .use(connection -> connection.preparedQuery(Statements.LOAD).execute(parameters))
                .map(rows -> FlagRows.snapshot(environment, rows, known));
    }

    @Override
    public Future<ChangeResult> commit(Change change) {
        return commit(change, System.nanoTime());
    }

    /**
     * The server gives up on a lock long before a call ends, so that no connection is held for nothing. But whoever holds it
     * may be another gateway that stands still for a moment, so the change waits on by another transaction: of this one
     * nothing is left.
     */
    private Future<ChangeResult> commit(Change change, long beganNanos) {
        ChangeTransaction transaction = new ChangeTransaction(change, known);
        return connections.use(beganNanos, transaction::run).recover(failure -> {
            if (transaction.abandon()) {
                return Future.failedFuture(new OutcomeUnknown(Backend.POSTGRES, failure));
            }
            return Unavailability.isLocked(failure) && connections.hasTurn(beganNanos)
                    ? commit(change, beganNanos)
                    : Future.failedFuture(failure);
        });
    }

    @Override
    public Future<List<RecordedChange>> history(
            Environment environment, FlagKey key, int limit, Optional<Revision> before) {
        long end = before.map(Revision::value).orElse(Long.MAX_VALUE);
        Tuple parameters = Tuple.of(environment.value(), key.value(), end, (long) limit);
        return connections
                .use(connection -> connection.preparedQuery(Statements.HISTORY).execute(parameters))
                .map(rows -> changes(environment, key, rows));
    }

    /** All environments that exist, each at its revision. Fails with {@link BackendUnavailable}. */
    public Future<Map<Environment, Revision>> revisions() {
        return connections
                .use(connection ->
                        connection.preparedQuery(Statements.REVISIONS).execute())
                .map(FlagRows::revisions);
    }

    /**
     * The state of the cache migration in the same database, by the same connections; closed with this.
     *
     * @param caches names the two that it is between; with others it begins anew
     */
    public MigrationStore migration(String caches) {
        return new PostgresMigrationStore(connections, caches);
    }

    /** Whether the server answers. Fails with {@link BackendUnavailable}. */
    public Future<Void> ping() {
        return connections
                .use(connection -> connection.query(Statements.PING).execute())
                .mapEmpty();
    }

    /** Closes all connections, those of calls under way included. Ends within the bound of a call, and does not fail. */
    public Future<Void> close() {
        return connections.close();
    }

    private static List<RecordedChange> changes(Environment environment, FlagKey key, RowSet<Row> rows) {
        List<RecordedChange> changes = new ArrayList<>(rows.size());
        rows.forEach(row -> changes.add(FlagRows.change(environment, key, row)));
        return changes;
    }
}
