package dev.yardarm.postgres;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that listens for notifications, from its making to its end; it is not mended, but replaced by another.
 *
 * <p>Belongs to one event loop. Lent by a pool that has only this one, since that knows how to close a socket whose server
 * does not take part.
 *
 * <p>A hung server's socket stays open, so only a missing answer tells: a query is sent four times a second, and one that
 * is not answered in time ends the connection. That is noticed within {@link #HEARTBEAT} and {@link #DEAD_AFTER}:
 * before what it said last has stopped to count.
 */
final class FeedConnection {
    static final Duration HEARTBEAT = Duration.ofMillis(250);
    static final Duration DEAD_AFTER = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(FeedConnection.class);

    private final Vertx vertx;
    private final Duration timeout;
    private final InstantSource clock;
    private final Owner owner;
    private final SeverablePool lender;
    private @Nullable SqlConnection subscribed;
    private Instant confirmedAt;
    private boolean heartbeatUnderWay;
    private long heartbeatTimer = ChangeFeed.NO_TIMER;
    private boolean ended;

    /** @param timeout for the whole of {@link #open}, and of {@link #close} */
    FeedConnection(Vertx vertx, ClientOptions options, Duration timeout, InstantSource clock, Owner owner) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.clock = clock;
        this.owner = owner;
        this.lender = new SeverablePool(vertx, options);
        this.confirmedAt = clock.instant();
    }

    /** Is told what becomes of the connection, as long as it has not closed it. */
    interface Owner {

        /** Somebody has notified of a change. Also before {@link #open} ends. */
        void notified(String payload);

        /** Somebody has notified of a change of the migration. Also before {@link #open} ends. */
        void migrationNotified();

        /**
         * The server has answered a heartbeat.
         *
         * @param asked everything committed before it has been told
         */
        void answered(Instant asked);

        /** The connection is gone; told once, and only after {@link #open} has succeeded. */
        void lost(FeedConnection connection, String why);
    }

    /**
     * Connects, subscribes, and then reads the revisions of all environments, so that each change is either among them or
     * notified. If it fails, nothing is left open.
     */
    Future<Map<Environment, Revision>> open() {
        return lender.connection()
                .recover(failure -> Future.failedFuture(Unavailability.ofConnecting(failure)))
                .compose(this::subscribe)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(Unavailability.of(failure)))
                .onFailure(failure -> end());
    }

    /** Everything committed before it has been told. */
    Instant confirmedAt() {
        return confirmedAt;
    }

    /** Says goodbye to the server, and hangs up if it has not done so in time. Nothing more is told; does not fail. */
    Future<Void> close() {
        silence();
        return lender.close(timeout);
    }

    private Future<Map<Environment, Revision>> subscribe(SqlConnection connection) {
        connection.exceptionHandler(failure -> LOG.debug("PostgreSQL connection failed", failure));
        connection.closeHandler(closed -> lost("connection lost"));
        PgConnection.cast(connection).notificationHandler(this::notified);
        return connection
                .query(Statements.LISTEN)
                .execute()
                .compose(listening -> revisions(connection))
                .onSuccess(found -> begin(connection));
    }

    private Future<Map<Environment, Revision>> revisions(SqlConnection connection) {
        Instant asked = clock.instant();
        return connection
                .query(Statements.REVISIONS)
                .execute()
                .onSuccess(answer -> confirmedAt = asked)
                .map(FlagRows::revisions);
    }

    private void begin(SqlConnection connection) {
        if (!ended) {
            subscribed = connection;
            heartbeatTimer = vertx.setPeriodic(HEARTBEAT.toMillis(), timer -> heartbeat(connection));
        }
    }

    private void notified(PgNotification notification) {
        if (ended) {
            return;
        }
        if (notification.getChannel().equals(MigrationStatements.CHANNEL)) {
            owner.migrationNotified();
        } else {
            owner.notified(notification.getPayload());
        }
    }

    private void heartbeat(SqlConnection connection) {
        if (heartbeatUnderWay) {
            return;
        }
        heartbeatUnderWay = true;
        Instant asked = clock.instant();
        connection
                .query(Statements.PING)
                .execute()
                .timeout(DEAD_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(answered -> answered(asked), failure -> lost(reason(failure)));
    }

    private void answered(Instant asked) {
        heartbeatUnderWay = false;
        if (!ended) {
            confirmedAt = asked;
            owner.answered(asked);
        }
    }

    private static String reason(Throwable failure) {
        return String.valueOf(Unavailability.of(failure).getMessage());
    }

    private void lost(String why) {
        if (!ended && subscribed != null) {
            end();
            owner.lost(this, why);
        }
    }

    private void end() {
        silence();
        lender.abandon();
    }

    private void silence() {
        ended = true;
        vertx.cancelTimer(heartbeatTimer);
    }
}
