package dev.yardarm.redis;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.config.Secret;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.redis.cluster.CommandRouter;
import dev.yardarm.redis.cluster.LinkObserver;
import dev.yardarm.redis.cluster.NodeFailure;
import dev.yardarm.redis.cluster.NodeRole;
import dev.yardarm.redis.cluster.RedisAccess;
import dev.yardarm.redis.cluster.TopologyObserver;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** A {@link RedisFlagCache} on an event loop of its own. */
final class RedisFixture implements AutoCloseable, LinkObserver {
    static final Duration LIFETIME = Duration.ofMinutes(5);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final CommandRouter router;
    private final RedisFlagCache cache;
    volatile BiPredicate<Environment, Revision> isCommitted = (environment, revision) -> true;
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger timeouts = new AtomicInteger();

    RedisFixture(RedisConfig config, Duration lifetime) {
        router = new CommandRouter(vertx, context, RedisAccess.single(config), this, TopologyObserver.NONE);
        cache = call(() -> {
            RedisFlagCache made = new RedisFlagCache(
                    vertx,
                    router,
                    lifetime,
                    config.timeouts().budget(),
                    (environment, revision) -> isCommitted.test(environment, revision));
            router.open();
            return Future.succeededFuture(made);
        });
    }

    static RedisFixture of(RedisServer server) {
        return new RedisFixture(config(server.host(), server.port()), LIFETIME);
    }

    static RedisConfig config(String host, int port) {
        return new RedisConfig(
                List.of(new HostPort(host, port)),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                RedisConfig.Timeouts.DEFAULT);
    }

    static RedisConfig withPassword(RedisConfig config, String password) {
        return new RedisConfig(
                config.seeds(),
                config.tls(),
                config.rootCertificate(),
                config.username(),
                Optional.of(new Secret(password)),
                config.database(),
                config.timeouts());
    }

    boolean isReady() {
        return call(() -> Future.succeededFuture(router.isReady()));
    }

    /** Asks the cache on its event loop, and waits. */
    <T> T ask(Function<RedisFlagCache, Future<T>> question) {
        return call(() -> question.apply(cache));
    }

    /** What the cache fails with. */
    Throwable failure(Function<RedisFlagCache, Future<?>> question) {
        return call(() -> question.apply(cache)
                .transform(ended -> ended.failed()
                        ? Future.succeededFuture(ended.cause())
                        : Future.failedFuture(new AssertionError("did not fail: " + ended.result()))));
    }

    private <T> T call(java.util.function.Supplier<Future<T>> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(
                turn -> Future.succeededFuture().compose(now -> question.get()).onComplete(answer));
        try {
            return answer.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void connected(HostPort node, Duration after) {
        connections.incrementAndGet();
    }

    @Override
    public void disconnected(HostPort node, String why) {
        connections.decrementAndGet();
        failures.incrementAndGet();
    }

    @Override
    public void closed(HostPort node) {
        connections.decrementAndGet();
    }

    @Override
    public void answering(HostPort node, boolean inTime) {
        // Seen by what is answered.
    }

    @Override
    public void connectionFailed(HostPort node, NodeFailure.Kind kind, String why) {
        failures.incrementAndGet();
    }

    @Override
    public void refused(HostPort node, NodeFailure.Kind kind, String why) {}

    @Override
    public void commandsEnded(HostPort node, NodeRole role, CommandResult result, int commands) {
        if (result == CommandResult.TIMEOUT) {
            timeouts.addAndGet(commands);
        }
    }

    @Override
    public void close() {
        call(() -> {
            cache.close();
            return router.close();
        });
        call(vertx::close);
    }
}
