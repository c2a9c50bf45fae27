package dev.yardarm.flag;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All flags of one environment at one revision, by key. Immutable and whole: it may be older than the truth, never half.
 */
public record Snapshot(Environment environment, Revision revision, NavigableMap<FlagKey, Flag> flags) {

    /** Fails with {@link IllegalArgumentException} if a flag is of another environment or of a later revision. */
    public Snapshot {
        flags = Collections.unmodifiableNavigableMap(new TreeMap<>(flags));
        for (Flag flag : flags.values()) {
            if (!flag.environment().equals(environment)) {
                throw new IllegalArgumentException("flag " + flag.key() + " is of another environment");
            }
            if (revision.isBefore(flag.revision())) {
                throw new IllegalArgumentException("flag " + flag.key() + " is later than its snapshot");
            }
        }
    }

    /** Of the flags in any order. */
    public static Snapshot of(Environment environment, Revision revision, List<Flag> flags) {
        NavigableMap<FlagKey, Flag> byKey = new TreeMap<>();
        flags.forEach(flag -> byKey.put(flag.key(), flag));
        return new Snapshot(environment, revision, byKey);
    }
}
