package dev.yardarm.memory;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import dev.yardarm.read.Lookup.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots in the gateway's own memory, with the rules that {@code publish.lua} and {@code invalidate.lua} keep in Redis.
 *
 * <p>For all threads of one gateway; another gateway's changes show when the lifetime ends. It never fails.
 */
public final class MemoryFlagCache implements FlagCache {
    private static final String NODE = "memory";

    private final Duration lifetime;
    private final InstantSource clock;
    private final ConcurrentMap<Environment, Entry> entries = new ConcurrentHashMap<>();

    public MemoryFlagCache(Duration lifetime, InstantSource clock) {
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** A snapshot, or after an invalidation only the revision below which nothing may come back. */
    private record Entry(Revision revision, Optional<EncodedSnapshot> snapshot, Instant expires) {}

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        Lookup<EncodedSnapshot> found = find(environment);
        return Future.succeededFuture(FlagCache.parts(found, keys));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        return Future.succeededFuture(find(environment));
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        Entry published = new Entry(snapshot.revision(), Optional.of(snapshot), expiry());
        entries.merge(
                snapshot.environment(),
                published,
                (present, offered) ->
                        isLive(present) && offered.revision().isBefore(present.revision()) ? present : offered);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        Entry fence = new Entry(committed, Optional.empty(), expiry());
        entries.merge(environment, fence, (present, raised) -> isLive(present) ? invalidated(present, raised) : raised);
        return Future.succeededFuture();
    }

    /** A snapshot that has the change already stays as it is; a fence never falls, and lives from its latest call on. */
    private static Entry invalidated(Entry present, Entry raised) {
        if (present.revision().isBefore(raised.revision())) {
            return raised;
        }
        return present.snapshot().isPresent()
                ? present
                : new Entry(present.revision(), Optional.empty(), raised.expires());
    }

    @Override
    public Future<Void> discard(Environment environment) {
        entries.remove(environment);
        return Future.succeededFuture();
    }

    private Lookup<EncodedSnapshot> find(Environment environment) {
        @Nullable Entry entry = entries.get(environment);
        if (entry == null || !isLive(entry)) {
            return new Lookup.Miss<>(Reason.ABSENT);
        }
        return entry.snapshot()
                .<Lookup<EncodedSnapshot>>map(snapshot -> new Lookup.Hit<>(snapshot.revision(), snapshot, NODE))
                .orElseGet(() -> new Lookup.Miss<>(Reason.INVALIDATED, entry.revision()));
    }

    private boolean isLive(Entry entry) {
        return clock.instant().isBefore(entry.expires());
    }

    private Instant expiry() {
        return clock.instant().plus(lifetime);
    }
}
