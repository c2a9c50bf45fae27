package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that are lent for one call each, within a bound on the whole call, and that are not kept if they have failed.
 *
 * <p>Belongs to one event loop.
 *
 * <p>What the library's pool leaves to be done, seen in its sources (5.0.10):
 *
 * <ul>
 *   <li>Neither a statement nor the greeting of a new connection has a time limit, so the call has one.
 *   <li>A statement that is not waited for any longer still holds its connection, and closing a lent connection only puts
 *       it back. So its socket is closed: the pool then drops it, and the server ends the session and whatever
 *       transaction is open in it, without a commit.
 *   <li>A connection whose greeting is not answered holds its place in the pool, and there is no way to get at it. So after
 *       some timeouts with no sign of life between them the pool is thrown away. Closing it says goodbye to each connection
 *       and waits for the server to hang up, which one that hangs does not do; but the pool's transport closes its
 *       sockets at the same time, without asking.
 *   <li>A server that refuses TLS is left with an open socket. So a pool that has nothing after a failed connect is thrown
 *       away too.
 * </ul>
 */
final class RenewablePool {
    private static final Logger LOG = LoggerFactory.getLogger(RenewablePool.class);
    private static final int TIMEOUTS_BEFORE_RENEWAL = 3;
    /** The plans that a server made for prepared statements do not fit the tables any more, or are gone. */
    private static final Set<String> STALE_PLAN = Set.of("0A000", "26000");

    private final Vertx vertx;
    private final ClientOptions options;
    private final Duration timeout;
    private Pool pool;
    private int timeouts;

    RenewablePool(Vertx vertx, DatabaseConfig config) {
        this.vertx = vertx;
        this.options = new ClientOptions(config);
        this.timeout = config.timeout();
        this.pool = create();
    }

    /**
     * Does work on a connection, and again if the first time found a stale plan. Fails with
     * {@link dev.yardarm.read.BackendUnavailable} if the server or the way to it is at fault, and otherwise as the work
     * does. After a timeout the work's connection is gone: it may still go on, but nothing of it reaches the server.
     */
    <T> Future<T> use(Function<SqlConnection, Future<T>> work) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Pool lender = pool;
        Future<SqlConnection> asked = lender.getConnection();
        return within(asked, deadline)
                .onFailure(failure -> notLent(lender, asked, failure))
                .recover(failure -> Future.failedFuture(Unavailability.ofConnecting(failure)))
                .onSuccess(RenewablePool::listen)
                .compose(connection -> within(againIfStale(asked, work), deadline)
                        .onComplete(result -> answered(connection), failure -> failed(lender, connection, failure)))
                .recover(failure -> Future.failedFuture(Unavailability.of(failure)));
    }

    /** Closes everything, calls under way included. Ends within the bound of a call, and does not fail. */
    Future<Void> close() {
        return pool.close().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    private Pool create() {
        return PgBuilder.pool()
                .with(options.pool())
                .with(options.transport())
                .connectingTo(options.connection())
                .using(vertx)
                .build();
    }

    private static <T> Future<T> within(Future<T> future, long deadline) {
        return future.timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Composed from the future that the pool gave, which knows our event loop: on it, and no other thread, time is kept. */
    private static <T> Future<T> againIfStale(Future<SqlConnection> lent, Function<SqlConnection, Future<T>> work) {
        return lent.compose(work)
                .recover(failure -> isStalePlan(failure) ? lent.compose(work) : Future.failedFuture(failure));
    }

    private static boolean isStalePlan(Throwable failure) {
        return failure instanceof PgException answer && STALE_PLAN.contains(answer.getSqlState());
    }

    /** The server tells of its shutdown on connections that are in use; the call in progress fails by itself. */
    private static void listen(SqlConnection connection) {
        connection.exceptionHandler(failure -> LOG.debug("PostgreSQL connection failed", failure));
    }

    private void notLent(Pool lender, Future<SqlConnection> asked, Throwable failure) {
        if (failure instanceof TimeoutException) {
            asked.onSuccess(SqlConnection::close);
            timedOut(lender);
        } else if (lender.size() == 0) {
            renew(lender);
        }
    }

    private void answered(SqlConnection connection) {
        timeouts = 0;
        putBack(connection);
    }

    private void failed(Pool lender, SqlConnection connection, Throwable failure) {
        if (failure instanceof PgException answer && !answer.getSqlState().startsWith("57P")) {
            answered(connection);
            return;
        }
        sever(connection);
        if (failure instanceof TimeoutException) {
            timedOut(lender);
        }
    }

    private static void putBack(SqlConnection connection) {
        // Goes back to the pool within the call; there is nothing to wait for.
        Future<Void> unused = connection.close();
    }

    /** Closes the socket. The library has no public way to it for a connection of a pool; a test holds it to this one. */
    private static void sever(SqlConnection connection) {
        SocketConnectionBase below = (SocketConnectionBase)
                ((SqlConnectionInternal) connection).unwrap().unwrap();
        // The pool hears of it; there is nothing to wait for.
        Future<Void> unused = below.socket().close();
    }

    private void timedOut(Pool lender) {
        if (lender != pool) {
            return;
        }
        timeouts++;
        if (timeouts >= TIMEOUTS_BEFORE_RENEWAL) {
            LOG.atWarn().addKeyValue("timeouts", timeouts).log("PostgreSQL does not answer, connecting anew");
            renew(lender);
        }
    }

    private void renew(Pool lender) {
        if (lender == pool) {
            pool = create();
            timeouts = 0;
            // Not waited for: a hung server would take its time.
            Future<Void> unused = lender.close();
        }
    }
}
