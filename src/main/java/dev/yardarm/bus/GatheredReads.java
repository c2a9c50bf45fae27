package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the reads that come in one turn of the event loop, so that those of one environment are one message and one
 * command. Under load that is the larger part of what a read through Redis costs; a lone read leaves at the end of the turn
 * it came in.
 *
 * <p>Belongs to one event loop.
 */
public final class GatheredReads implements FlagCache {
    /** With more another command is begun: as long as Redis works on one it does nothing else. */
    private static final int MOST_READS = 256;

    private final Vertx vertx;
    private final FlagCache cache;
    private final Map<Group, Reads> gathered = new HashMap<>();

    /** What one answer can be given to. With another revision that is wanted, another node may have to be asked. */
    private record Group(Environment environment, Revision wanted) {}

    /** Those of one group, in the order they came. */
    private static final class Reads {
        private final Map<FlagKey, Promise<Lookup<Optional<EncodedFlag>>>> byKey = new LinkedHashMap<>();

        Future<Lookup<Optional<EncodedFlag>>> add(FlagKey key) {
            return byKey.computeIfAbsent(key, first -> Promise.promise()).future();
        }

        void end(AsyncResult<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> ended) {
            byKey.forEach((key, read) -> {
                if (ended.succeeded()) {
                    read.complete(ended.result().get(key));
                } else {
                    read.fail(ended.cause());
                }
            });
        }
    }

    /** @param cache is asked for all flags of a turn at once */
    public GatheredReads(Vertx vertx, FlagCache cache) {
        this.vertx = vertx;
        this.cache = cache;
    }

    /** Together with all others of this turn of the event loop. */
    @Override
    public Future<Lookup<Optional<EncodedFlag>>> flag(Environment environment, FlagKey key, Revision wanted) {
        if (gathered.isEmpty()) {
            vertx.getOrCreateContext().runOnContext(end -> sendAll());
        }
        Group group = new Group(environment, wanted);
        Reads reads = gathered.computeIfAbsent(group, first -> new Reads());
        Future<Lookup<Optional<EncodedFlag>>> read = reads.add(key);
        if (reads.byKey.size() == MOST_READS) {
            gathered.put(group, new Reads());
            send(group, reads);
        }
        return read;
    }

    private void sendAll() {
        Map<Group, Reads> ofThisTurn = new HashMap<>(gathered);
        gathered.clear();
        ofThisTurn.forEach(this::send);
    }

    private void send(Group group, Reads reads) {
        if (!reads.byKey.isEmpty()) {
            cache.flags(group.environment(), Set.copyOf(reads.byKey.keySet()), group.wanted())
                    .onComplete(reads::end);
        }
    }

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        return cache.flags(environment, keys, wanted);
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        return cache.snapshot(environment, wanted);
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        return cache.publish(snapshot);
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
