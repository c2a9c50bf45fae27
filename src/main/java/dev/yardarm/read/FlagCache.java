package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The port to a cache of snapshots, one per environment, shared by gateways or not: get one flag or all, set, delete.
 *
 * <p>It may be careless: it may forget, and it may answer with what is old, since every answer carries its revision and the
 * fence decides. It may not be torn: an environment is there whole or not at all. Each call ends within a bound of the
 * adapter's, and fails with {@link BackendUnavailable} alone.
 */
public interface FlagCache {

    /**
     * Some flags of one snapshot, each with what is found of it; the value of a hit is empty if the environment is cached
     * and has no such flag.
     *
     * @param wanted the least revision that is an answer: a cache of several copies looks for one at or above it, and
     *     answers with an older one, or with a miss, only if it finds none
     */
    Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted);

    /** One flag, likewise. */
    default Future<Lookup<Optional<EncodedFlag>>> flag(Environment environment, FlagKey key, Revision wanted) {
        return flags(environment, Set.of(key), wanted)
                .map(found -> Objects.requireNonNull(found.get(key), "what is found of each that was asked for"));
    }

    /** What {@link #flags} finds where this is found of the whole. */
    static Map<FlagKey, Lookup<Optional<EncodedFlag>>> parts(Lookup<EncodedSnapshot> whole, Collection<FlagKey> keys) {
        return keys.stream().collect(Collectors.toMap(key -> key, key -> whole.map(all -> all.flag(key))));
    }

    /** All flags of an environment, likewise. */
    Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted);

    /** Caches a snapshot for the lifetime, unless something later, or the invalidation of something later, is there. */
    Future<Void> publish(EncodedSnapshot snapshot);

    /**
     * Removes what is older than a committed revision, and keeps anything older from being published for a lifetime.
     *
     * <p>A failed call is not the last word: the adapter goes on trying behind it until it is done, or the lifetime has
     * removed what it was to remove.
     */
    Future<Void> invalidate(Environment environment, Revision committed);

    /** Removes whatever is there, the fence included: for what turned out not to be true. */
    Future<Void> discard(Environment environment);
}
