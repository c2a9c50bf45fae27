package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.Snapshot;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All flags of one environment at one revision, with every answer as bytes. Immutable; may be shared by all threads.
 *
 * <p>The list's bytes are made when first asked for. Two threads may then both make them; they are equal, so the race is
 * harmless.
 */
public final class EncodedSnapshot {
    private final Environment environment;
    private final Revision revision;
    private final Map<FlagKey, EncodedFlag> flags;
    private volatile @Nullable Buffer list;

    /** Of flags whose bytes are known already. */
    public EncodedSnapshot(Environment environment, Revision revision, SortedMap<FlagKey, EncodedFlag> flags) {
        this.environment = environment;
        this.revision = revision;
        // Hashed for the look-up of one flag, and still in the order of the keys for the list.
        this.flags = Collections.unmodifiableMap(new LinkedHashMap<>(flags));
    }

    public static EncodedSnapshot of(Snapshot snapshot) {
        SortedMap<FlagKey, EncodedFlag> flags = new TreeMap<>();
        snapshot.flags().forEach((key, flag) -> flags.put(key, EncodedFlag.of(flag)));
        return new EncodedSnapshot(snapshot.environment(), snapshot.revision(), flags);
    }

    /** An environment in which nothing was ever changed. */
    public static EncodedSnapshot empty(Environment environment) {
        return new EncodedSnapshot(environment, Revision.NONE, new TreeMap<>());
    }

    /** That of a snapshot; of none it is {@link Revision#NONE}. */
    static Revision revisionOf(Optional<EncodedSnapshot> snapshot) {
        return snapshot.map(EncodedSnapshot::revision).orElse(Revision.NONE);
    }

    /** This snapshot after one change: the flag set to what is given, or taken out. */
    public EncodedSnapshot with(Revision later, FlagKey key, Optional<EncodedFlag> flag) {
        SortedMap<FlagKey, EncodedFlag> changed = new TreeMap<>(flags);
        flag.ifPresentOrElse(present -> changed.put(key, present), () -> changed.remove(key));
        return new EncodedSnapshot(environment, later, changed);
    }

    public Environment environment() {
        return environment;
    }

    public Revision revision() {
        return revision;
    }

    public Optional<EncodedFlag> flag(FlagKey key) {
        return Optional.ofNullable(flags.get(key));
    }

    /** In the order of their keys. */
    public Collection<EncodedFlag> flags() {
        return flags.values();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof EncodedSnapshot snapshot
                        && environment.equals(snapshot.environment)
                        && revision.equals(snapshot.revision)
                        && flags.equals(snapshot.flags));
    }

    @Override
    public int hashCode() {
        return Objects.hash(environment, revision);
    }

    /** The answer to a request for all flags. Shared: nobody may change it. */
    public Buffer list() {
        Buffer made = list;
        if (made == null) {
            made = FlagJson.encodeList(this);
            list = made;
        }
        return made;
    }
}
