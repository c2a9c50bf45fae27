package dev.yardarm.redis;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import dev.yardarm.redis.cluster.CommandRouter;
import dev.yardarm.redis.cluster.NodeFailure;
import dev.yardarm.redis.cluster.Slot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;

/**
 * Snapshots in Redis, one hash for each environment, shared by all gateways.
 *
 * <p>Belongs to one event loop. A read ends within the configured budget, a change within it once for each of its commands.
 */
public final class RedisFlagCache implements FlagCache {
    private static final Script PUBLISH = Script.load("publish.lua");
    private static final Script INVALIDATE = Script.load("invalidate.lua");

    private final CommandRouter router;
    private final Duration lifetime;
    private final Duration writeBound;
    private final PendingInvalidations pending;
    private final DecodedFlags decoded = new DecodedFlags();

    /**
     * @param lifetime of a cached environment and of a fence
     * @param writeBound how long an invalidation may take
     * @param isCommitted whether a revision that was committed still is: the database may have gone back behind it
     */
    public RedisFlagCache(
            Vertx vertx,
            CommandRouter router,
            Duration lifetime,
            Duration writeBound,
            BiPredicate<Environment, Revision> isCommitted) {
        this.router = router;
        this.lifetime = lifetime;
        this.writeBound = writeBound;
        this.pending = new PendingInvalidations(vertx, lifetime, isCommitted, this::runInvalidate);
        router.onChange(pending::retry);
    }

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        String hash = CachedEnvironment.key(environment);
        List<FlagKey> inOrder = List.copyOf(keys);
        Request command = Request.cmd(Command.HMGET).arg(hash);
        inOrder.forEach(key -> command.arg(key.value()));
        command.arg(CachedEnvironment.REVISION).arg(CachedEnvironment.FENCE);
        return router.read(Slot.of(hash), command, answer -> CachedEnvironment.flagsAreAtLeast(wanted, inOrder, answer))
                .map(answer -> new CachedEnvironment(environment, answer.node().toString())
                        .flags(inOrder, answer.response(), decoded))
                .recover(failure -> RedisFlagCache.<EncodedSnapshot>damagedOrUnavailable(failure)
                        .map(damaged -> FlagCache.parts(damaged, inOrder)));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        String hash = CachedEnvironment.key(environment);
        return router.readWhole(
                        Slot.of(hash),
                        Request.cmd(Command.HGETALL).arg(hash),
                        answer -> CachedEnvironment.snapshotIsAtLeast(wanted, answer))
                .map(answer -> new CachedEnvironment(environment, answer.node().toString()).snapshot(answer.response()))
                .recover(RedisFlagCache::damagedOrUnavailable);
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        return PUBLISH.run(router, CachedEnvironment.key(snapshot.environment()), command -> {
                    command.arg(snapshot.revision().value()).arg(lifetime.toMillis());
                    snapshot.flags()
                            .forEach(flag -> command.arg(flag.key().value()).arg(flag.json()));
                    return command;
                })
                .<Void>mapEmpty()
                .recover(RedisFlagCache::unavailable);
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        return runInvalidate(environment, committed)
                .onFailure(failure -> pending.add(environment, committed))
                .recover(RedisFlagCache::unavailable);
    }

    @Override
    public Future<Void> discard(Environment environment) {
        String hash = CachedEnvironment.key(environment);
        return router.write(Slot.of(hash), Request.cmd(Command.DEL).arg(hash))
                .<Void>mapEmpty()
                .recover(RedisFlagCache::unavailable);
    }

    /** Completes if Redis answers for an environment, whether it is cached or not. */
    public Future<Void> probe(Environment environment) {
        String hash = CachedEnvironment.key(environment);
        return router.probe(Slot.of(hash), Request.cmd(Command.EXISTS).arg(hash))
                .<Void>mapEmpty()
                .recover(RedisFlagCache::unavailable);
    }

    /** Ends the attempts that go on behind failed invalidations. */
    public void close() {
        pending.close();
    }

    private Future<Void> runInvalidate(Environment environment, Revision committed) {
        return INVALIDATE
                .run(
                        router,
                        CachedEnvironment.key(environment),
                        command -> command.arg(committed.value()).arg(lifetime.toMillis()))
                .<Void>mapEmpty()
                // A writer waits for this, so both of the commands it may take have one bound.
                .timeout(writeBound.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> Future<Lookup<T>> damagedOrUnavailable(Throwable failure) {
        return failure instanceof NodeFailure refusal && refusal.kind() == NodeFailure.Kind.WRONGTYPE
                ? Future.succeededFuture(new Lookup.Miss<>(Lookup.Reason.DAMAGED))
                : unavailable(failure);
    }

    private static <T> Future<T> unavailable(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof TimeoutException
                || (failure instanceof NodeFailure refusal && refusal.kind() == NodeFailure.Kind.TIMEOUT)) {
            return Future.failedFuture(BackendUnavailable.late(Backend.REDIS, message, failure));
        }
        return Future.failedFuture(
                failure instanceof NodeFailure ? new BackendUnavailable(Backend.REDIS, message, failure) : failure);
    }
}
