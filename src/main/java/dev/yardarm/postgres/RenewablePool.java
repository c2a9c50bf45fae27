package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
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
 *       some timeouts with no sign of life between them the pool is thrown away, with its sockets.
 *   <li>A call that has waited for its turn says nothing about the server. So a wait ends while there is still time for the
 *       work, and counts as a timeout only if connections were being made and nothing was answered meanwhile.
 *   <li>A server that refuses TLS is left with an open socket. So a pool that has nothing after a failed connect is thrown
 *       away too.
 * </ul>
 */
final class RenewablePool {
    private static final Logger LOG = LoggerFactory.getLogger(RenewablePool.class);
    private static final int TIMEOUTS_BEFORE_RENEWAL = 3;
    /** Of a call's bound. The rest is for the work, and longer than the server lets it wait for a lock. */
    private static final int PERCENT_TO_WAIT = 50;

    /** The plans that a server made for prepared statements do not fit the tables any more, or are gone. */
    private static final Set<String> STALE_PLAN = Set.of("0A000", "26000");

    private final Vertx vertx;
    private final ClientOptions options;
    private final Duration timeout;
    private SeverablePool pool;
    /** Since the last sign of life. */
    private int timeouts;

    private long answeredAt;
    private boolean closed;

    RenewablePool(Vertx vertx, DatabaseConfig config) {
        this.vertx = vertx;
        this.options = new ClientOptions(config, ClientOptions.CALLS);
        this.timeout = config.timeout();
        this.pool = new SeverablePool(vertx, options);
        this.answeredAt = System.nanoTime();
    }

    /**
     * Does work on a connection, and again if the first time found a stale plan. Fails with
     * {@link BackendUnavailable} if the server or the way to it is at fault, and otherwise as the work
     * does. After a timeout the work's connection is gone: it may still go on, but nothing of it reaches the server.
     */
    <T> Future<T> use(Function<SqlConnection, Future<T>> work) {
        return use(System.nanoTime(), work);
    }

    /** As {@link #use(Function)}, for a call that began before, by {@link System#nanoTime}, and is bounded from then on. */
    <T> Future<T> use(long start, Function<SqlConnection, Future<T>> work) {
        long deadline = start + timeout.toNanos();
        long turn = turn(start);
        SeverablePool lender = pool;
        Future<SqlConnection> asked = lender.connection();
        return within(asked, turn)
                .recover(failure -> Future.failedFuture(notLent(lender, asked, start, failure)))
                .onSuccess(RenewablePool::listen)
                .compose(connection -> within(againIfStale(asked, work), deadline)
                        .onComplete(
                                result -> answered(lender, connection), failure -> failed(lender, connection, failure)))
                .recover(failure -> Future.failedFuture(Unavailability.of(failure)));
    }

    /** Whether a call that began then could still get a connection in time for all that it has to do. */
    boolean hasTurn(long start) {
        return System.nanoTime() - turn(start) < 0;
    }

    private long turn(long start) {
        return start + timeout.toNanos() / 100 * PERCENT_TO_WAIT;
    }

    /**
     * Closes everything, calls under way included; later ones fail. Ends within the bound of a call, and does not fail.
     */
    Future<Void> close() {
        closed = true;
        return pool.close(timeout);
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

    private BackendUnavailable notLent(
            SeverablePool lender, Future<SqlConnection> asked, long start, Throwable failure) {
        if (failure instanceof TimeoutException) {
            asked.onSuccess(lender::putBack);
            if (lender.isAllLent() || answeredAt - start > 0) {
                return Unavailability.busy("no connection free in time", failure);
            }
            timedOut(lender);
        } else if (failure instanceof ConnectionPoolTooBusyException) {
            String message = "too many calls wait for a connection";
            return timeouts == 0 ? Unavailability.busy(message, failure) : Unavailability.late(message, failure);
        } else if (lender.isEmpty()) {
            renew(lender);
        }
        return Unavailability.ofConnecting(failure);
    }

    private void answered(SeverablePool lender, SqlConnection connection) {
        timeouts = 0;
        answeredAt = System.nanoTime();
        lender.putBack(connection);
    }

    private void failed(SeverablePool lender, SqlConnection connection, Throwable failure) {
        if (failure instanceof PgException answer && !answer.getSqlState().startsWith("57P")) {
            answered(lender, connection);
            return;
        }
        lender.sever(connection);
        if (failure instanceof TimeoutException) {
            timedOut(lender);
        }
    }

    private void timedOut(SeverablePool lender) {
        if (lender != pool || closed) {
            return;
        }
        timeouts++;
        if (timeouts >= TIMEOUTS_BEFORE_RENEWAL) {
            LOG.atWarn().addKeyValue("timeouts", timeouts).log("PostgreSQL does not answer, connecting anew");
            renew(lender);
        }
    }

    private void renew(SeverablePool lender) {
        if (lender == pool && !closed) {
            pool = new SeverablePool(vertx, options);
            timeouts = 0;
            lender.abandon();
        }
    }
}
