package dev.yardarm.postgres;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.write.Change;
import dev.yardarm.write.Change.Verdict;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.Edit;
import dev.yardarm.write.FlagContent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One change as one transaction, in four round trips: begin; lock the environment and read the flag; write; commit.
 *
 * <p>Belongs to one event loop.
 *
 * <p>Changes in one environment are made one after another, since each holds the lock on the environment's row from its
 * first statement to its end. The flag is read by a statement of its own behind that: a statement sees the data as of its
 * beginning, so one that did both would, having waited for the lock, see the flag as it was before.
 *
 * <p>A change is acknowledged together with what it was made on. Where others have changed the environment since its caller
 * last heard of it, the whole is asked for along with the commit: it costs no further round trip, nobody waits for the lock
 * meanwhile, and a caller who had to read it afterwards could not if the server were gone by then, and would have nothing to
 * answer with that is as late as what it has acknowledged.
 */
final class ChangeTransaction {
    /** For what is read along with the commit: who made the change waits for it, and could do without. */
    private static final Duration WHOLE = Duration.ofMillis(100);

    private final Change change;
    private final Function<Environment, Optional<EncodedSnapshot>> known;
    private final Transaction transaction = new Transaction();

    /** @param known what the caller has of an environment */
    ChangeTransaction(Change change, Function<Environment, Optional<EncodedSnapshot>> known) {
        this.change = change;
        this.known = known;
    }

    /** The number and the time of the change. */
    private record Stamp(Revision revision, Instant time) {}

    Future<ChangeResult> run(SqlConnection connection) {
        return transaction.run(connection, () -> lockAndJudge(connection));
    }

    /** As {@link Transaction#abandon}. */
    boolean abandon() {
        return transaction.abandon();
    }

    private Future<ChangeResult> lockAndJudge(SqlConnection connection) {
        // Both are sent at once; the server takes them one after the other.
        Future<Optional<Stamp>> stamp = raise(connection);
        Future<Optional<Flag>> before = find(connection);
        return Future.all(stamp, before).compose(both -> judge(connection, stamp.result(), before.result()));
    }

    private Future<ChangeResult> judge(SqlConnection connection, Optional<Stamp> stamp, Optional<Flag> before) {
        Verdict verdict = change.judge(before);
        if (verdict instanceof Verdict.NotFound) {
            return Transaction.rollback(connection).map(new ChangeResult.NotFound());
        }
        if (verdict instanceof Verdict.PreconditionFailed failed) {
            return Transaction.rollback(connection).map(new ChangeResult.PreconditionFailed(failed.current()));
        }
        // Only a flag that exists, or is being created, is changed: in either case its environment was there to raise.
        Stamp raised = stamp.orElseThrow();
        Optional<Flag> after = ((Verdict.Accepted) verdict).after().map(content -> flag(content, raised));
        return write(connection, raised, before, after)
                .compose(written -> commit(connection, raised.revision()))
                .map(whole -> new ChangeResult.Committed(raised.revision(), before, after, whole));
    }

    private Future<Optional<Stamp>> raise(SqlConnection connection) {
        String sql = change.edit() instanceof Edit.Put ? Statements.CREATE_OR_RAISE : Statements.RAISE;
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(change.environment().value()))
                .map(rows -> first(rows).map(row -> new Stamp(new Revision(row.getLong(0)), FlagRows.instant(row, 1))));
    }

    private Future<Optional<Flag>> find(SqlConnection connection) {
        return connection
                .preparedQuery(Statements.FIND)
                .execute(flagName())
                .map(rows -> first(rows).map(row -> FlagRows.flag(change.environment(), change.key(), row, 0)));
    }

    private Future<Void> write(SqlConnection connection, Stamp stamp, Optional<Flag> before, Optional<Flag> after) {
        Future<RowSet<Row>> flag = after.map(
                        present -> connection.preparedQuery(Statements.PUT).execute(put(present)))
                .orElseGet(() -> connection.preparedQuery(Statements.REMOVE).execute(flagName()));
        Future<RowSet<Row>> history =
                connection.preparedQuery(Statements.RECORD).execute(recorded(stamp, before, after));
        Future<RowSet<Row>> notified = connection
                .preparedQuery(Statements.NOTIFY)
                .execute(Tuple.of(change.environment().value(), stamp.revision().value()));
        return Future.all(flag, history, notified).mapEmpty();
    }

    private boolean isNextToKnown(Revision raised) {
        return known.apply(change.environment())
                .filter(snapshot -> snapshot.revision().value() + 1 == raised.value())
                .isPresent();
    }

    /** Behind the commit on the same connection, so it has the change, and maybe later ones. */
    private Future<Optional<EncodedSnapshot>> whole(SqlConnection connection) {
        return connection
                .preparedQuery(Statements.LOAD)
                .execute(Tuple.of(change.environment().value(), Statements.NOTHING_KNOWN))
                .map(rows -> FlagRows.snapshot(change.environment(), rows, Optional.empty()));
    }

    /** Returns the whole, if it is needed and can be had; the change is made in either case. */
    private Future<Optional<EncodedSnapshot>> commit(SqlConnection connection, Revision raised) {
        Future<Void> committed = transaction.commit(connection);
        boolean isRefused = committed.failed();
        Future<Optional<EncodedSnapshot>> whole =
                isRefused || isNextToKnown(raised) ? Future.succeededFuture(Optional.empty()) : whole(connection);
        return committed.compose(
                done -> whole.timeout(WHOLE.toMillis(), TimeUnit.MILLISECONDS).otherwise(Optional.empty()));
    }

    private Flag flag(FlagContent content, Stamp stamp) {
        return new Flag(
                change.key(),
                change.environment(),
                content.isEnabled(),
                content.rolloutPercentage(),
                content.description(),
                stamp.revision(),
                stamp.time());
    }

    private Tuple flagName() {
        return Tuple.of(change.environment().value(), change.key().value());
    }

    private Tuple put(Flag flag) {
        return flagName()
                .addBoolean(flag.isEnabled())
                .addBigDecimal(flag.rolloutPercentage().value())
                .addString(flag.description())
                .addLong(flag.revision().value())
                .addOffsetDateTime(FlagRows.time(flag.updatedAt()));
    }

    private Tuple recorded(Stamp stamp, Optional<Flag> before, Optional<Flag> after) {
        Tuple values = Tuple.of(
                change.environment().value(),
                stamp.revision().value(),
                change.key().value(),
                FlagRows.time(stamp.time()),
                change.author());
        addContent(values, before);
        values.addValue(before.map(flag -> flag.revision().value()).orElse(null));
        values.addValue(before.map(flag -> FlagRows.time(flag.updatedAt())).orElse(null));
        addContent(values, after);
        return values;
    }

    private static void addContent(Tuple values, Optional<Flag> flag) {
        values.addValue(flag.map(Flag::isEnabled).orElse(null));
        values.addValue(flag.map(present -> present.rolloutPercentage().value()).orElse(null));
        values.addValue(flag.map(Flag::description).orElse(null));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }
}
