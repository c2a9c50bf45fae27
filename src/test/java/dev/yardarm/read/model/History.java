package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one environment was at each revision, and since when. Each revision has content of its own. */
final class History {
    static final int KEYS = 2;

    static final int MOST_REVISIONS = 64;
    private static final Instant LONG_AGO = Instant.parse("2026-11-21T07:00:00Z");
    private static final long BEFORE_THE_WORLD = -3_600_000;

    private final Environment environment;
    private final Known known;
    private final List<Optional<EncodedSnapshot>> contents = new ArrayList<>();
    private final List<Long> committedAt = new ArrayList<>();
    private final SortedMap<FlagKey, Flag> flags = new TreeMap<>();
    private final SortedMap<FlagKey, EncodedFlag> encoded = new TreeMap<>();

    /** The flags that there can be, made once for all runs: encoding them takes longer than a run does. */
    private static final class Known {
        private final Flag[][] flags = new Flag[KEYS][MOST_REVISIONS];
        private final EncodedFlag[][] encoded = new EncodedFlag[KEYS][MOST_REVISIONS];

        Known(Environment environment) {
            for (int key = 0; key < KEYS; key++) {
                for (int revision = 1; revision < MOST_REVISIONS; revision++) {
                    Flag flag = flag(environment, key, revision);
                    flags[key][revision] = flag;
                    encoded[key][revision] = EncodedFlag.of(flag);
                }
            }
        }

        private static Flag flag(Environment environment, int key, int revision) {
            return new Flag(
                    World.KEY.get(key),
                    environment,
                    revision % 2 == 0,
                    RolloutPercentage.ALL,
                    "as of " + revision,
                    new Revision(revision),
                    LONG_AGO);
        }
    }

    private static final List<Known> KNOWN =
            World.ENVIRONMENT.stream().map(Known::new).toList();

    /**
     * @param index of the environment
     * @param exists before its first change
     */
    History(int index, boolean exists) {
        this.environment = World.ENVIRONMENT.get(index);
        this.known = KNOWN.get(index);
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
        FlagKey name = World.KEY.get(key);
        int revision = contents.size();
        if (set) {
            flags.put(name, known.flags[key][revision]);
            encoded.put(name, known.encoded[key][revision]);
        } else {
            flags.remove(name);
            encoded.remove(name);
        }
        contents.add(Optional.of(new EncodedSnapshot(environment, new Revision(revision), encoded)));
        committedAt.add(now);
        return flag(key);
    }
}
