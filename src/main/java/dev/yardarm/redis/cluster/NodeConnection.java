package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * One connection to one node, ready for commands from the start: authenticated, and the node has accepted a greeting.
 *
 * <p>It owns the client object beneath it, since closing a connection of the library only hands it back to a pool, while
 * closing the object closes the socket.
 */
final class NodeConnection {
    /** Commands sent and not answered, at most; a node that has so many to answer is not keeping up. */
    private static final int MOST_WAITING = 8192;

    private final Redis client;
    private final RedisConnection connection;

    private NodeConnection(Redis client, RedisConnection connection) {
        this.client = client;
        this.connection = connection;
    }

    /**
     * Connects within the configured bound. Fails with {@link NodeFailure}, of kind {@code LOADING}, {@code NOAUTH} or
     * {@code WRONGPASS} if it was the node that refused.
     *
     * <p>It answers {@code PING} first: a node that loads its data refuses that, and takes {@code READONLY}.
     *
     * @param readonly whether it is to answer reads as a replica of a cluster too, which means nothing to a primary
     */
    static Future<NodeConnection> open(Vertx vertx, RedisConfig config, HostPort address, boolean readonly) {
        Duration bound = config.timeouts().connect();
        Redis client = Redis.createClient(vertx, options(config, address));
        return client.connect()
                .compose(connection -> connection
                        .send(Request.cmd(Command.PING))
                        .compose(pong -> readonly
                                ? connection.send(Request.cmd(Command.READONLY))
                                : Future.succeededFuture(pong))
                        .map(new NodeConnection(client, connection)))
                .timeout(bound.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                // Whatever became of the attempt must not go on behind our back.
                .onFailure(failure -> client.close())
                .recover(failure -> Future.failedFuture(discreet(connectFailure(failure, bound), config)));
    }

    private static NodeFailure connectFailure(Throwable failure, Duration bound) {
        return failure instanceof java.util.concurrent.TimeoutException
                ? new NodeFailure(NodeFailure.Kind.TIMEOUT, "no connection within " + bound.toMillis() + " ms")
                : inFull(NodeFailure.of(failure));
    }

    /** What is not Redis may well answer with what it was sent. */
    private static NodeFailure discreet(NodeFailure failure, RedisConfig config) {
        return config.password()
                .map(Secret::value)
                .filter(password -> !password.isEmpty())
                .filter(password -> String.valueOf(failure.getMessage()).contains(password))
                .map(password -> new NodeFailure(
                        failure.kind(), String.valueOf(failure.getMessage()).replace(password, "***")))
                .orElse(failure);
    }

    private static RedisOptions options(RedisConfig config, HostPort address) {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout((int) config.timeouts().connect().toMillis())
                .setTcpKeepAlive(true)
                .setSsl(config.tls());
        if (config.tls()) {
            net.setHostnameVerificationAlgorithm("HTTPS");
            config.rootCertificate()
                    .ifPresent(file -> net.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        }
        RedisOptions options = new RedisOptions()
                .setEndpoints(List.of(endpoint(config, address)))
                .setNetClientOptions(net)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                // The connection is ours until we close it: the pool must not look after it.
                .setPoolCleanerInterval(-1)
                .setPoolRecycleTimeout(-1)
                .setMaxWaitingHandlers(MOST_WAITING)
                // RESP3 may push messages between replies.
                .setPreferredProtocolVersion(ProtocolVersion.RESP2);
        config.username().ifPresent(options::setUser);
        config.password().ifPresent(password -> options.setPassword(password.value()));
        return options;
    }

    private static String endpoint(RedisConfig config, HostPort address) {
        String scheme = config.tls() ? "rediss://" : "redis://";
        return scheme + address + (config.database() == 0 ? "" : "/" + config.database());
    }

    /** Is called once, with the reason, when the connection is gone for whatever reason. */
    void onClosed(Consumer<String> handler) {
        // An exception is followed by no end, and may be followed by one if the socket still has to close.
        boolean[] called = {false};
        Consumer<String> once = why -> {
            if (!called[0]) {
                called[0] = true;
                handler.accept(why);
            }
        };
        connection.exceptionHandler(failure -> once.accept(String.valueOf(failure.getMessage())));
        connection.endHandler(end -> once.accept("lost"));
    }

    Future<Response> send(Request command) {
        return connection.send(command).recover(failure -> Future.failedFuture(NodeFailure.of(failure)));
    }

    /** All commands in one write; any error fails the whole, though each command has been executed or refused by itself. */
    Future<List<Response>> batch(List<Request> commands) {
        return connection.batch(commands);
    }

    /** Of TLS the library says only that it failed; why, such as a certificate that is not trusted, its innermost cause. */
    private static NodeFailure inFull(NodeFailure failure) {
        Throwable root = failure;
        boolean tls = false;
        while (root.getCause() != null) {
            root = root.getCause();
            tls |= root instanceof SSLException;
        }
        return tls ? new NodeFailure(failure.kind(), failure.getMessage() + ": " + root.getMessage()) : failure;
    }

    Future<Void> close() {
        return client.close();
    }
}
