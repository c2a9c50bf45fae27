package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.redis.cluster.CommandFlow.Pace;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The way to one node: one pipelined connection, made again whenever it is lost, for as long as the link is open.
 *
 * <p>Belongs to one event loop. Every command ends within its bound; a command fails at once while the node is away, or
 * silent, so nothing queues up behind a hung node.
 *
 * <p>How a hung node is noticed. Its socket stays open and takes whatever is written, so only a missing answer tells. The
 * first command without an answer in its bound makes the link <em>silent</em>: reads on the way are given up, and further
 * commands fail at once until any answer comes, be it the late one. A heartbeat goes out four times a second; if it has no
 * answer within {@link #DEAD_AFTER}, the connection is dropped and made anew, which can only succeed when the node is back.
 */
final class NodeLink implements CommandFlow.Listener {
    /** Four times within the second in which a hung node has to be found. */
    private static final Duration HEARTBEAT = Duration.ofMillis(250);

    private static final Duration DEAD_AFTER = Duration.ofMillis(500);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Context context;
    private final RedisAccess access;
    private final HostPort address;
    private final Pace pace;
    private final LinkObserver observer;
    private final Runnable onChange;
    private final Backoff backoff;
    private final LeastRoundTrip roundTrip = new LeastRoundTrip();
    private final Freshness freshness = new Freshness();

    private NodeRole role = NodeRole.PRIMARY;
    private @Nullable CommandFlow flow;
    private boolean silent;
    private boolean closed;
    private boolean heartbeatUnderWay;
    private long heartbeatTimer;
    private long downSinceNanos = System.nanoTime();

    /** @param onChange is called each time the node has become ready, or has gone away */
    NodeLink(
            Vertx vertx,
            Context context,
            RedisAccess access,
            HostPort address,
            Pace pace,
            LinkObserver observer,
            Runnable onChange) {
        this.vertx = vertx;
        this.context = context;
        this.access = access;
        this.address = address;
        this.pace = pace;
        this.observer = observer;
        this.onChange = onChange;
        this.backoff = new Backoff(
                FIRST_PAUSE, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Begins to connect, and never ends trying. */
    void open() {
        observer.opened(address);
        heartbeatTimer = vertx.setPeriodic(HEARTBEAT.toMillis(), timer -> heartbeat());
        connect();
    }

    HostPort address() {
        return address;
    }

    /** What the topology says that the node is. */
    NodeRole role() {
        return role;
    }

    void role(NodeRole known) {
        role = known;
    }

    /** Whether a command can be expected to be answered. */
    boolean isReady() {
        return flow != null && !silent;
    }

    /** How long the node has been away; zero while it is ready. */
    Duration downFor() {
        return isReady() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - downSinceNanos);
    }

    /** What the way to the node and back takes, in nanoseconds; none while too little is known. */
    OptionalLong roundTrip() {
        return roundTrip.get();
    }

    Freshness freshness() {
        return freshness;
    }

    /** A read that leaves together with all others of this turn. */
    void read(ReadAttempt read) {
        CommandFlow present = flow;
        if (present == null || silent) {
            read.failed(notReady());
        } else {
            present.read(read);
        }
    }

    /** A read that leaves by itself, within a bound of its own. */
    void read(ReadAttempt read, Duration bound) {
        CommandFlow present = flow;
        if (present == null || silent) {
            read.failed(notReady());
        } else {
            present.read(read, bound);
        }
    }

    /** A command that leaves by itself, within a bound of its own. Fails with {@link NodeFailure}. */
    Future<Response> send(Request command, Duration bound) {
        CommandFlow present = flow;
        return present == null || silent ? Future.failedFuture(notReady()) : present.send(command, bound);
    }

    /** A command for a slot that is on its way to this node (Redis Cluster specification, "ASK redirection"). */
    Future<Response> sendAsking(Request command, Duration bound) {
        // Its failure is the command's too, which says more of it. Nothing can come in between: both leave in this
        // turn.
        Future<Response> unused = send(Request.cmd(Command.ASKING), bound);
        return send(command, bound);
    }

    /** A read was answered, by what was asked for or not. */
    void readAnswered(boolean fresh) {
        observer.readAnswered(address, fresh);
    }

    /** Closes the connection for good; commands under way fail. */
    Future<Void> close() {
        closed = true;
        vertx.cancelTimer(heartbeatTimer);
        CommandFlow present = flow;
        if (present == null) {
            observer.ended(address);
            return Future.succeededFuture();
        }
        flow = null;
        observer.closed(address);
        present.giveUp(new NodeFailure(Kind.DISCONNECTED, "closed"));
        // After it: commands under way fail with it, and are counted.
        return present.connection().close().onComplete(done -> observer.ended(address));
    }

    /** Why a command would fail now. */
    NodeFailure notReady() {
        return silent
                ? new NodeFailure(Kind.TIMEOUT, "the node is silent")
                : new NodeFailure(Kind.DISCONNECTED, "not connected");
    }

    @Override
    public void timedOut(CommandFlow on) {
        if (flow == on && !silent) {
            silent = true;
            downSinceNanos = System.nanoTime();
            observer.answering(address, /* inTime= */ false);
            on.giveUp(notReady());
            onChange.run();
        }
    }

    @Override
    public void heard(CommandFlow on) {
        if (flow == on && silent) {
            silent = false;
            observer.answering(address, /* inTime= */ true);
            onChange.run();
        }
    }

    private void heartbeat() {
        CommandFlow present = flow;
        if (present == null || heartbeatUnderWay) {
            return;
        }
        heartbeatUnderWay = true;
        long sentNanos = System.nanoTime();
        Future<Response> pong = present.connection().send(Request.cmd(Command.PING));
        pong.onSuccess(answer -> {
            roundTrip.record(System.nanoTime() - sentNanos);
            heard(present);
        });
        Deadline.on(vertx, pong, DEAD_AFTER)
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
            lost(dropped, String.valueOf(why.getMessage()));
            Future<Void> unused = dropped.connection().close();
        }
    }

    private void connect() {
        RedisConfig config = access.endpoint().current();
        // In a cluster always, so that a connection stays as it is when roles change.
        NodeConnection.open(vertx, config, address, access.cluster())
                .onSuccess(this::connected)
                .onFailure(failure -> notConnected(config, (NodeFailure) failure));
    }

    private void connected(NodeConnection opened) {
        if (closed) {
            Future<Void> unused = opened.close();
            return;
        }
        CommandFlow begun = new CommandFlow(vertx, context, opened, address, this::role, pace, observer, this);
        flow = begun;
        silent = false;
        opened.onClosed(why -> {
            lost(begun, why);
            // Where it was given up for what came in, the socket is still open.
            Future<Void> unused = opened.close();
        });
        observer.connected(address, Duration.ofNanos(System.nanoTime() - downSinceNanos));
        onChange.run();
    }

    private void notConnected(RedisConfig by, NodeFailure failure) {
        if (closed) {
            return;
        }
        observer.connectionFailed(address, failure.kind(), String.valueOf(failure.getMessage()));
        if (failure.kind() == Kind.WRONGPASS || failure.kind() == Kind.NOAUTH) {
            access.endpoint().refused(by);
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

    private void lost(CommandFlow gone, String why) {
        if (flow != gone) {
            return;
        }
        flow = null;
        if (!silent) {
            downSinceNanos = System.nanoTime();
        }
        silent = false;
        observer.disconnected(address, why);
        gone.giveUp(new NodeFailure(Kind.DISCONNECTED, "connection lost"));
        onChange.run();
        connectLater();
    }
}
