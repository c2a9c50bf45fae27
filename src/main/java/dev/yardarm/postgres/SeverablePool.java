package dev.yardarm.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The library's pool, with a way to close its sockets whether or not the server takes part.
 *
 * <p>The library's codec catches every close of its channel and says goodbye to the server instead, which is to hang up
 * ({@code PgEncoder.close}, 5.0.10). A server that hangs does not, and the socket stays, also after its pool and its
 * transport are closed. This class and {@link WatchedSockets} are the only ones that know the library's inside.
 */
final class SeverablePool {
    private final WatchedSockets sockets;
    private final Pool pool;
    private int lent;

    SeverablePool(Vertx vertx, ClientOptions options) {
        sockets = new WatchedSockets((VertxInternal) vertx);
        pool = PgBuilder.pool()
                .with(options.pool())
                .with(options.transport())
                .connectingTo(options.connection())
                .using(sockets)
                .build();
    }

    /** A connection that is the caller's until it is put back or severed. */
    Future<SqlConnection> connection() {
        return pool.getConnection().onSuccess(connection -> lent++);
    }

    void putBack(SqlConnection connection) {
        lent--;
        // Goes back to the pool within the call; there is nothing to wait for.
        Future<Void> unused = connection.close();
    }

    /** Whether it has no connection but those lent, nor is making one. */
    boolean isAllLent() {
        return pool.size() <= lent;
    }

    /** Whether it has no connection, nor is making one. */
    boolean isEmpty() {
        return pool.size() == 0;
    }

    /** Says goodbye to the server, and hangs up if it has not done so in time. Does not fail. */
    Future<Void> close(Duration patience) {
        return pool.close()
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .onComplete(closed -> sockets.severAll());
    }

    /** Hangs up at once. Calls under way fail. */
    void abandon() {
        // It ends with the sockets.
        Future<Void> unused = pool.close();
        sockets.severAll();
    }

    /** Hangs up one connection, which the pool then drops. */
    void sever(SqlConnection connection) {
        lent--;
        SocketConnectionBase socket = (SocketConnectionBase)
                ((SqlConnectionInternal) connection).unwrap().unwrap();
        WatchedSockets.sever(socket.socket().channelHandlerContext().channel());
    }
}
