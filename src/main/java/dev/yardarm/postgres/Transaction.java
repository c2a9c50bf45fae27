package dev.yardarm.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A transaction that is begun and ended by statements of its own, each sent when the one before it is answered.
 *
 * <p>Belongs to one event loop.
 *
 * <p>Why a change that was reported as not made is never found made. A server that hangs at {@code BEGIN} has nothing in its
 * socket but that; were the statements sent along with it, and the {@code BEGIN} to fail, each would be executed and committed
 * by itself. One that hangs later has an open transaction, which ends without a commit when it finds the connection closed.
 * Only {@code COMMIT} commits, and once that is sent and not answered the outcome is called unknown. After {@link #abandon} it
 * is not sent any more.
 */
final class Transaction {
    private boolean abandoned;
    private boolean commitSent;

    /** Does work that ends with {@link #commit} or {@link #rollback}; takes back what it did if it fails. */
    <T> Future<T> run(SqlConnection connection, Supplier<Future<T>> work) {
        return connection
                .query(Statements.BEGIN)
                .execute()
                .compose(begun -> work.get().recover(failure -> undo(connection, failure)));
    }

    Future<Void> commit(SqlConnection connection) {
        if (abandoned) {
            return Future.failedFuture(new TimeoutException("abandoned before the commit"));
        }
        commitSent = true;
        return connection.query(Statements.COMMIT).execute().mapEmpty();
    }

    static Future<Void> rollback(SqlConnection connection) {
        return connection.query(Statements.ROLLBACK).execute().mapEmpty();
    }

    /** Ends it as far as it is not ended: returns true if it may be committed, and sees to it that it is not if false. */
    boolean abandon() {
        abandoned = true;
        return commitSent;
    }

    /** A rollback that fails too means that the connection is gone, and the transaction with it. */
    private static <T> Future<T> undo(SqlConnection connection, Throwable failure) {
        return rollback(connection).transform(done -> Future.failedFuture(failure));
    }
}
