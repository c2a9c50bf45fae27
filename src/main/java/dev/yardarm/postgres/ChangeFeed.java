package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.ChangeListener;
import dev.yardarm.read.ChangeListener.Source;
import dev.yardarm.read.FeedState;
import dev.yardarm.read.FeedState.Away;
import dev.yardarm.read.FeedState.Connected;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of committed changes: by notifications, on a connection of its own that is made again whenever it is lost, and, as a
 * second line, by reading all revisions now and then.
 *
 * <p>Of the state of the migration it tells only that it may be another: when that is notified, and at each connection, since
 * it may have been notified before.
 *
 * <p>Belongs to one event loop, on which its listeners are told; {@link #state} is for all threads.
 *
 * <p>Why no change is missed. PostgreSQL notifies of a transaction after its commit, in the order of commits, each session
 * that subscribed before that commit (manual, {@code LISTEN}, {@code NOTIFY}). The revisions are read after the
 * subscription, so a change that is not notified is among them. While there is no subscription the state says so, and the
 * next begins with a reading again. Where notifications get lost all the same, as in a pooler between, the tick finds what
 * they would have told.
 */
public final class ChangeFeed {
    /** Vert.x counts timers from 0. */
    static final long NO_TIMER = -1;

    /** How late a change is heard whose notification was lost; one small query each. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    /** The feed has to be back within five seconds of the server, the last attempt included. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final int MOST_OF_A_PAYLOAD_LOGGED = 100;
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final Vertx vertx;
    private final ClientOptions options;
    private final Duration timeout;
    private final Supplier<Future<Map<Environment, Revision>>> revisions;
    private final ChangeListener listener;
    private final Runnable migrationChanged;
    private final InstantSource clock;
    private final Duration tickEvery;
    private final Backoff backoff = new Backoff(
            FIRST_PAUSE, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextDouble());
    private final HeardRevisions heard = new HeardRevisions();
    private final FeedConnection.Owner owner = new Reports();

    private volatile FeedState state;
    private @Nullable FeedConnection connection;
    private String refusal = "";
    private boolean tickUnderWay;
    private boolean closed;
    private long tickTimer = NO_TIMER;
    private long pauseTimer = NO_TIMER;

    /**
     * Fails with {@link IllegalArgumentException} if the root certificate cannot be read.
     *
     * @param revisions reads the revisions of all environments for the tick, within a bound; called on the event loop
     * @param migrationChanged called when the state of the migration may be another; must not fail or wait
     */
    public ChangeFeed(
            Vertx vertx,
            DatabaseConfig config,
            Supplier<Future<Map<Environment, Revision>>> revisions,
            ChangeListener listener,
            Runnable migrationChanged,
            InstantSource clock) {
        this(vertx, config, revisions, listener, migrationChanged, clock, TICK);
    }

    ChangeFeed(
            Vertx vertx,
            DatabaseConfig config,
            Supplier<Future<Map<Environment, Revision>>> revisions,
            ChangeListener listener,
            Runnable migrationChanged,
            InstantSource clock,
            Duration tickEvery) {
        this.vertx = vertx;
        this.options = new ClientOptions(config, ClientOptions.FEED);
        this.timeout = config.timeout();
        this.revisions = revisions;
        this.listener = listener;
        this.migrationChanged = migrationChanged;
        this.clock = clock;
        this.tickEvery = tickEvery;
        this.state = new Away(clock.instant());
    }

    /** Begins to listen, and never ends trying. To be called once, on the event loop that it is to belong to. */
    public void open() {
        // Spread, so that gateways that were started together do not ask together.
        long first = 1 + ThreadLocalRandom.current().nextLong(tickEvery.toMillis());
        tickTimer = vertx.setPeriodic(first, tickEvery.toMillis(), timer -> tick());
        connect();
    }

    /** Safe for use by several threads. */
    public FeedState state() {
        return state;
    }

    /** Closes the connection; no change is told any more. Ends within the bound of a call, and does not fail. */
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(tickTimer);
        vertx.cancelTimer(pauseTimer);
        FeedConnection present = connection;
        connection = null;
        if (present == null) {
            return Future.succeededFuture();
        }
        if (state instanceof Connected) {
            away(present.confirmedAt());
        }
        return present.close();
    }

    private void connect() {
        FeedConnection begun = new FeedConnection(vertx, options, timeout, clock, owner);
        connection = begun;
        Map<Environment, Revision> before = heard.soFar();
        Instant began = clock.instant();
        begun.open()
                .onSuccess(found -> connected(begun, before, found, began))
                .onFailure(failure -> refused(begun, failure));
    }

    private void connected(
            FeedConnection begun, Map<Environment, Revision> before, Map<Environment, Revision> found, Instant began) {
        if (connection != begun) {
            return;
        }
        tell(before, found, began, Source.RESYNC);
        refusal = "";
        Instant now = clock.instant();
        LOG.atInfo()
                .addKeyValue("after_ms", Duration.between(state.since(), now).toMillis())
                .log("Change feed connected");
        become(new Connected(now));
        migrationChanged.run();
    }

    private void refused(FeedConnection begun, Throwable failure) {
        if (connection != begun) {
            return;
        }
        String why = String.valueOf(failure.getMessage());
        if (!refusal.equals(why)) {
            refusal = why;
            LOG.atWarn().addKeyValue("error", why).log("Change feed cannot be connected, trying on");
        }
        connectLater();
    }

    /** Never at once: a server that accepts and closes would be asked in a tight loop. */
    private void connectLater() {
        connection = null;
        pauseTimer = vertx.setTimer(Math.max(1, backoff.pause().toMillis()), timer -> connect());
    }

    private void tick() {
        if (tickUnderWay || closed) {
            return;
        }
        tickUnderWay = true;
        Instant began = clock.instant();
        Map<Environment, Revision> before = heard.soFar();
        // That the database is away shows elsewhere; the next tick asks again.
        Future<Map<Environment, Revision>> unused = revisions
                .get()
                .onComplete(ended -> tickUnderWay = false)
                .onSuccess(found -> tell(before, found, began, Source.TICK));
    }

    private void tell(
            Map<Environment, Revision> before, Map<Environment, Revision> found, Instant began, Source source) {
        if (closed) {
            return;
        }
        if (heard.tell(listener, before, found, began, source)) {
            tick();
        }
    }

    private void away(Instant since) {
        become(new Away(since));
    }

    private void become(FeedState changed) {
        state = changed;
        listener.feedChanged(changed);
    }

    /** What the connection tells. */
    private final class Reports implements FeedConnection.Owner {

        @Override
        public void notified(String payload) {
            ChangePayload.parse(payload).ifPresentOrElse(this::heard, () -> notUnderstood(payload));
        }

        @Override
        public void migrationNotified() {
            migrationChanged.run();
        }

        @Override
        public void answered(Instant asked) {
            backoff.reset();
            listener.confirmed(asked);
        }

        @Override
        public void lost(FeedConnection gone, String why) {
            if (connection == gone) {
                LOG.atWarn().addKeyValue("error", why).log("Change feed lost");
                away(gone.confirmedAt());
                connectLater();
            }
        }

        private void heard(ChangePayload change) {
            heard.note(change.environment(), change.revision());
            listener.heard(change.environment(), change.revision(), Source.FEED);
        }

        private void notUnderstood(String payload) {
            String shown = payload.substring(0, Math.min(payload.length(), MOST_OF_A_PAYLOAD_LOGGED));
            LOG.atWarn().addKeyValue("payload", shown).log("Notification not understood, ignored");
        }
    }
}
