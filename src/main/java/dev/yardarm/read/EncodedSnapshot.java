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
 * All flags of one environment at one revision, with every answer as bytes and its entity tag. Immutable; may be shared by
 * all threads.
 *
 * <p>The list's bytes are made with it, where it is read or changed, so that no request pays for them; they take as much
 * memory again as those of the flags.
 */
public final class EncodedSnapshot implements Encoded {
    private final Environment environment;
    private final Revision revision;
    private final Map<FlagKey, EncodedFlag> flags;
    private final Buffer list;
    private final String etag;

    /** Of flags whose bytes are known already. */
    public EncodedSnapshot(Environment environment, Revision revision, SortedMap<FlagKey, EncodedFlag> flags) {
        this.environment = environment;
        this.revision = revision;
        // Hashed for the look-up of one flag, and still in the order of the keys for the list.
        this.flags = Collections.unmodifiableMap(new LinkedHashMap<>(flags));
        this.list = FlagJson.encodeList(environment, revision, flags.values());
        this.etag = EntityTag.of(revision);
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

    /** The environment's. */
    @Override
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

    /** The list of all flags. */
    @Override
    public Buffer json() {
        return list;
    }

    @Override
    public String etag() {
        return etag;
    }
}
