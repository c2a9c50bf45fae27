package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one node: one pipelined connection, made again whenever it is lost, for as long as the link is open.
 *
 * <p>Belongs to one event loop. Every command ends within its bound; a command fails at once while the node is away, or
 * silent, so nothing queues up behind a hung node.
 *
 * <p>How a hung node is noticed. Its socket stays open and takes whatever is written, so only a missing answer tells. The
 * first command without an answer in its bound makes the link <em>silent</em>: further commands fail at once until any
 * answer comes, be it the late one. A heartbeat goes out four times a second; if it has no answer within {@link #DEAD_AFTER},
 * the connection is dropped and made anew, which can only succeed when the node is back.
 */
public final class NodeLink implements CommandFlow.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);

    /** Four times within the second in which a hung node has to be found. */
    private static final Duration HEARTBEAT = Duration.ofMillis(250);

    private static final Duration DEAD_AFTER = Duration.ofMillis(500);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Context context;
    private final RedisConfig config;
    private final HostPort address;
    private final NodeRole role;
    private final LinkObserver observer;
    private final Backoff backoff;

    private @Nullable CommandFlow flow;
    private boolean silent;
    private boolean closed;
    private boolean heartbeatUnderWay;
    private long heartbeatTimer;
    private long downSinceNanos = System.nanoTime();
    private long outages = 1;
    private @Nullable Kind reported;
    private Runnable onReady = () -> {};

    /** @param context the event loop it belongs to */
    public NodeLink(
            Vertx vertx, Context context, RedisConfig config, HostPort address, NodeRole role, LinkObserver observer) {
        this.vertx = vertx;
        this.config = config;
        this.address = address;
        this.role = role;
        this.observer = observer;
        this.context = context;
        this.backoff = new Backoff(
                FIRST_PAUSE, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Begins to connect, and never ends trying. */
    public void open() {
        heartbeatTimer = vertx.setPeriodic(HEARTBEAT.toMillis(), timer -> heartbeat());
        connect();
    }

    /** Is called each time the node has become ready. */
    public void onReady(Runnable handler) {
        onReady = handler;
    }

    public HostPort address() {
        return address;
    }

    /** Whether a command can be expected to be answered. */
    public boolean isReady() {
        return flow != null && !silent;
    }

    /** How long the node has been away; zero while it is ready. */
    public Duration downFor() {
        return isReady() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - downSinceNanos);
    }

    /** Counts the times that the node went away, the time before the first connection included. */
    public long outages() {
        return outages;
    }

    /** A command that leaves together with all others of this turn. Fails with {@link NodeFailure}. */
    public Future<Response> read(Request command) {
        CommandFlow present = flow;
        return present == null || silent ? Future.failedFuture(notReady()) : present.read(command);
    }

    /** A command that leaves by itself, within a bound of its own. Fails with {@link NodeFailure}. */
    public Future<Response> send(Request command, Duration bound) {
        CommandFlow present = flow;
        return present == null || silent ? Future.failedFuture(notReady()) : present.send(command, bound);
    }

    /** Closes the connection for good; commands under way fail. */
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(heartbeatTimer);
        CommandFlow present = flow;
        if (present == null) {
            return Future.succeededFuture();
        }
        lost(present);
        return present.connection().close();
    }

    private NodeFailure notReady() {
        return silent
                ? new NodeFailure(Kind.TIMEOUT, "the node is silent")
                : new NodeFailure(Kind.DISCONNECTED, "not connected");
    }

    @Override
    public void timedOut(CommandFlow on) {
        if (flow == on && !silent) {
            silent = true;
            wentDown();
            LOG.atWarn().addKeyValue("node_id", address).log("Redis node does not answer in time");
        }
    }

    @Override
    public void heard(CommandFlow on) {
        if (flow == on && silent) {
            silent = false;
            LOG.atInfo().addKeyValue("node_id", address).log("Redis node answers again");
            onReady.run();
        }
    }

    private void heartbeat() {
        CommandFlow present = flow;
        if (present == null || heartbeatUnderWay) {
            return;
        }
        heartbeatUnderWay = true;
        Future<Response> pong = present.connection().send(Request.cmd(Command.PING));
        pong.onSuccess(late -> heard(present));
        pong.timeout(DEAD_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(ended -> heartbeatUnderWay = false)
                .onSuccess(ok -> backoff.reset())
                .onFailure(failure -> {
                    if (!isSignOfLife(failure)) {
                        drop(present, failure);
                    }
                });
    }

    /** A refusal is one, save where nothing will be answered on this connection any more, or not for long. */
    private static boolean isSignOfLife(Throwable failure) {
        return failure instanceof NodeFailure refusal
                && switch (refusal.kind()) {
                    case DISCONNECTED, NOAUTH, WRONGPASS, LOADING -> false;
                    default -> true;
                };
    }

    /** Gives a connection up that is open and yet of no use. */
    private void drop(CommandFlow dropped, Throwable why) {
        if (flow == dropped) {
            LOG.atWarn()
                    .addKeyValue("node_id", address)
                    .addKeyValue("error", why.getMessage())
                    .log("Redis connection dropped");
            lost(dropped);
            Future<Void> unused = dropped.connection().close();
        }
    }

    private void connect() {
        NodeConnection.open(vertx, config, address).onSuccess(this::connected).onFailure(this::notConnected);
    }

    private void connected(NodeConnection opened) {
        if (closed) {
            Future<Void> unused = opened.close();
            return;
        }
        CommandFlow begun = new CommandFlow(
                opened, context, address, role, config.timeouts().attempt(), observer, this);
        flow = begun;
        silent = false;
        reported = null;
        opened.onClosed(() -> lost(begun));
        observer.connected(address);
        LOG.atInfo()
                .addKeyValue("node_id", address)
                .addKeyValue("after_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - downSinceNanos))
                .log(outages == 1 ? "Connected to Redis" : "Redis reconnected");
        onReady.run();
    }

    private void notConnected(Throwable failure) {
        if (closed) {
            return;
        }
        observer.connectionFailed(address);
        NodeFailure cause = (NodeFailure) failure;
        if (reported != cause.kind()) {
            reported = cause.kind();
            LOG.atWarn()
                    .addKeyValue("node_id", address)
                    .addKeyValue("error", cause.getMessage())
                    .addKeyValue("remedy", remedy(cause.kind()))
                    .log("Redis cannot be reached, trying on");
        }
        connectLater();
    }

    /** Never at once: a node that accepts and closes would be asked in a tight loop. A heartbeat's answer ends the pauses. */
    private void connectLater() {
        vertx.setTimer(Math.max(1, backoff.pause().toMillis()), timer -> {
            if (!closed) {
                connect();
            }
        });
    }

    private static String remedy(Kind kind) {
        return switch (kind) {
            case NOAUTH, WRONGPASS, NOPERM -> "check the user and the password, and the rights of the user";
            case LOADING -> "none needed: the server is loading its data";
            case TIMEOUT -> "check the address, the network and whether the server hangs";
            default -> "check the address, and that the server runs and speaks what the scheme says (redis or rediss)";
        };
    }

    private void lost(CommandFlow gone) {
        if (flow != gone) {
            return;
        }
        flow = null;
        if (!silent) {
            wentDown();
        }
        silent = false;
        observer.disconnected(address);
        if (!closed) {
            observer.connectionFailed(address);
            LOG.atWarn().addKeyValue("node_id", address).log("Redis connection lost");
            connectLater();
        }
    }

    private void wentDown() {
        outages++;
        downSinceNanos = System.nanoTime();
    }
}
