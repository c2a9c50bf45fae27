package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cache behind a circuit breaker. Reads alone move the breaker: a Redis that takes no writes can still answer reads. What
 * removes something stale is always tried, breaker or not.
 */
final class GuardedCache implements FlagCache {
    private final FlagCache cache;
    private final Guard guard;

    GuardedCache(FlagCache cache, Guard guard) {
        this.cache = cache;
        this.guard = guard;
    }

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        return guard.run(() -> cache.flags(environment, keys, wanted));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        return guard.run(() -> cache.snapshot(environment, wanted));
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        return guard.isOpen()
                ? Future.failedFuture(new BackendUnavailable(Backend.REDIS, "circuit breaker open"))
                : cache.publish(snapshot);
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        return cache.invalidate(environment, committed);
    }

    @Override
    public Future<Void> discard(Environment environment) {
        return cache.discard(environment);
    }
}
