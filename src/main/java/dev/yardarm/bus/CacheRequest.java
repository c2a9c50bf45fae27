package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is asked of a cache. */
final class CacheRequest {
    private CacheRequest() {}

    static void registerCodecs(Vertx vertx) {
        LocalCodec.register(vertx, Flags.class);
        LocalCodec.register(vertx, Snapshot.class);
        LocalCodec.register(vertx, Publish.class);
        LocalCodec.register(vertx, Invalidate.class);
        LocalCodec.register(vertx, Discard.class);
    }

    record Flags(Environment environment, Set<FlagKey> keys, Revision wanted)
            implements PortRequest<FlagCache, Map<FlagKey, Lookup<Optional<EncodedFlag>>>> {
        @Override
        public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> on(FlagCache cache) {
            return cache.flags(environment, keys, wanted);
        }
    }

    record Snapshot(Environment environment, Revision wanted)
            implements PortRequest<FlagCache, Lookup<EncodedSnapshot>> {
        @Override
        public Future<Lookup<EncodedSnapshot>> on(FlagCache cache) {
            return cache.snapshot(environment, wanted);
        }
    }

    record Publish(EncodedSnapshot snapshot) implements PortRequest<FlagCache, Void> {
        @Override
        public Future<Void> on(FlagCache cache) {
            return cache.publish(snapshot);
        }
    }

    record Invalidate(Environment environment, Revision committed) implements PortRequest<FlagCache, Void> {
        @Override
        public Future<Void> on(FlagCache cache) {
            return cache.invalidate(environment, committed);
        }
    }

    record Discard(Environment environment) implements PortRequest<FlagCache, Void> {
        @Override
        public Future<Void> on(FlagCache cache) {
            return cache.discard(environment);
        }
    }
}
