package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one environment was at each revision, and since when. Each revision has content of its own; and if the store went
 * back, what it gives a lost revision to is another content again.
 */
final class History {
    static final int KEYS = 2;

    static final int MOST_REVISIONS = 64;
    private static final long BEFORE_THE_WORLD = -3_600_000;

    private final Environment environment;
    private final KnownFlags known;
    private final List<List<Optional<EncodedSnapshot>>> lost = new ArrayList<>();
    private final List<Long> committedAt = new ArrayList<>();
    private final SortedMap<FlagKey, Flag> flags = new TreeMap<>();
    private final SortedMap<FlagKey, EncodedFlag> encoded = new TreeMap<>();
    private List<Optional<EncodedSnapshot>> contents = new ArrayList<>();

    /**
     * @param index of the environment
     * @param exists before its first change
     */
    History(int index, boolean exists) {
        this.environment = World.ENVIRONMENT.get(index);
        this.known = KnownFlags.of(index);
        contents.add(exists ? Optional.of(EncodedSnapshot.empty(environment)) : Optional.empty());
        committedAt.add(BEFORE_THE_WORLD);
    }

    /** One that has seen some changes before the world began. */
    History begun(int revisions) {
        for (int i = 0; i < revisions; i++) {
            commit(i % KEYS, true, BEFORE_THE_WORLD);
        }
        return this;
    }

    int revision() {
        return contents.size() - 1;
    }

    Optional<EncodedSnapshot> content(int revision) {
        return contents.get(revision);
    }

    /** When the revision after that one was committed; never, if it was not. */
    long surpassedAt(int revision) {
        return revision + 1 < committedAt.size() ? committedAt.get(revision + 1) : Scheduler.NEVER;
    }

    Optional<Flag> flag(int key) {
        return Optional.ofNullable(flags.get(World.KEY.get(key)));
    }

    /** The next revision: the flag set, or removed. Returns what the flag is from now on. */
    Optional<Flag> commit(int key, boolean set, long now) {
        int revision = contents.size();
        if (set) {
            put(key, known.flag(epoch(), key, revision), known.encoded(epoch(), key, revision));
        } else {
            remove(key);
        }
        contents.add(Optional.of(new EncodedSnapshot(environment, new Revision(revision), encoded)));
        committedAt.add(now);
        return flag(key);
    }

    private void put(int key, Flag flag, EncodedFlag bytes) {
        flags.put(World.KEY.get(key), flag);
        encoded.put(World.KEY.get(key), bytes);
    }

    private void remove(int key) {
        flags.remove(World.KEY.get(key));
        encoded.remove(World.KEY.get(key));
    }

    // The store goes back.

    /** How often it went back. */
    int epoch() {
        return lost.size();
    }

    boolean canGoBack() {
        return epoch() + 1 < KnownFlags.EPOCHS;
    }

    /** What was committed after a revision is no more. */
    void goBackTo(int revision) {
        lost.add(contents);
        contents = new ArrayList<>(contents.subList(0, revision + 1));
        committedAt.subList(revision + 1, committedAt.size()).clear();
        for (int key = 0; key < KEYS; key++) {
            FlagKey name = World.KEY.get(key);
            Optional<EncodedFlag> was = contents.get(revision).flatMap(all -> all.flag(name));
            if (was.isPresent()) {
                put(key, known.flagOf(key, was.get()), was.get());
            } else {
                remove(key);
            }
        }
    }

    /** What an environment was some time, in whichever past. */
    EncodedSnapshot drawn(Dice dice) {
        List<Optional<EncodedSnapshot>> of = contents(dice.below(epoch() + 1));
        return of.get(1 + dice.below(of.size() - 1)).orElseThrow();
    }

    /**
     * Whether that is what the environment, or one flag of it, was at a revision.
     *
     * @param key -1 for all flags
     * @param since the epoch before which it does not count
     */
    boolean held(int revision, int key, Object value, int since) {
        for (int epoch = since; epoch <= epoch(); epoch++) {
            List<Optional<EncodedSnapshot>> of = contents(epoch);
            if (revision < of.size()) {
                Optional<EncodedSnapshot> whole = of.get(revision);
                Object was = key < 0 ? whole : whole.flatMap(all -> all.flag(World.KEY.get(key)));
                if (was.equals(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The highest revision that it has reached in any of its pasts. */
    int highest() {
        return Math.max(revision(), lost.stream().mapToInt(List::size).max().orElse(0) - 1);
    }

    /** What it never was, at a revision that it has not reached. */
    EncodedSnapshot madeUp(int above) {
        return known.madeUp(highest() + above);
    }

    /** Whether anything in it was never committed. */
    boolean hasMadeUp(Object value) {
        return flags(value).anyMatch(known::isMadeUp);
    }

    /**
     * Whether each flag in it was committed some time, in whichever past, by a revision.
     *
     * @param value of one flag, or of all
     */
    boolean heldInPieces(int revision, Object value) {
        return flags(value).allMatch(flag -> known.has(flag, revision));
    }

    /** Those in an answer: one, or all, or none. */
    private static Stream<EncodedFlag> flags(Object value) {
        Object answer = value instanceof Optional<?> found && found.isPresent() ? found.get() : value;
        if (answer instanceof EncodedSnapshot snapshot) {
            return snapshot.flags().stream();
        }
        return answer instanceof EncodedFlag flag ? Stream.of(flag) : Stream.empty();
    }

    private List<Optional<EncodedSnapshot>> contents(int epoch) {
        return epoch == lost.size() ? contents : lost.get(epoch);
    }
}
