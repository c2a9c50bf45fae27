package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cache of one {@link CacheVerticle}, for one event loop. */
public final class CacheClient implements FlagCache {
    private final PortClient<FlagCache> cache;

    /** @param bound longer than any call of the adapter takes */
    public CacheClient(Vertx vertx, int instance, Duration bound) {
        this.cache = new PortClient<>(vertx, CacheVerticle.address(instance), Backend.REDIS, bound);
    }

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        return cache.ask(new CacheRequest.Flags(environment, keys, wanted));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        return cache.ask(new CacheRequest.Snapshot(environment, wanted));
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        return cache.ask(new CacheRequest.Publish(snapshot));
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        return cache.ask(new CacheRequest.Invalidate(environment, committed));
    }

    @Override
    public Future<Void> discard(Environment environment) {
        return cache.ask(new CacheRequest.Discard(environment));
    }
}
