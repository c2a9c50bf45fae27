package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The flags that there can be in an environment, made once for all runs: encoding them takes longer than a run does. */
final class KnownFlags {
    /** How many pasts a store can have: it goes back once less. */
    static final int EPOCHS = 3;

    /** Those that were never committed are kept behind the others. */
    private static final int MADE_UP = EPOCHS;

    private static final Instant LONG_AGO = Instant.parse("2026-11-21T07:00:00Z");
    private static final List<KnownFlags> KNOWN =
            World.ENVIRONMENT.stream().map(KnownFlags::new).toList();

    private final Environment environment;
    private final Flag[][][] flags = new Flag[EPOCHS + 1][History.KEYS][History.MOST_REVISIONS];
    private final EncodedFlag[][][] encoded = new EncodedFlag[EPOCHS + 1][History.KEYS][History.MOST_REVISIONS];

    private KnownFlags(Environment environment) {
        this.environment = environment;
        for (int epoch = 0; epoch <= MADE_UP; epoch++) {
            for (int key = 0; key < History.KEYS; key++) {
                for (int revision = 1; revision < History.MOST_REVISIONS; revision++) {
                    Flag flag = flag(environment, epoch, key, revision);
                    flags[epoch][key][revision] = flag;
                    encoded[epoch][key][revision] = EncodedFlag.of(flag);
                }
            }
        }
    }

    /** @param environment its index */
    static KnownFlags of(int environment) {
        return KNOWN.get(environment);
    }

    private static Flag flag(Environment environment, int epoch, int key, int revision) {
        return new Flag(
                World.KEY.get(key),
                environment,
                revision % 2 == 0,
                RolloutPercentage.ALL,
                "as of " + revision + ", gone back " + epoch,
                new Revision(revision),
                LONG_AGO);
    }

    Flag flag(int epoch, int key, int revision) {
        return flags[epoch][key][revision];
    }

    EncodedFlag encoded(int epoch, int key, int revision) {
        return encoded[epoch][key][revision];
    }

    /** All flags as they never were, at a revision. */
    EncodedSnapshot madeUp(int revision) {
        SortedMap<FlagKey, EncodedFlag> all = new TreeMap<>();
        for (int key = 0; key < History.KEYS; key++) {
            all.put(World.KEY.get(key), encoded[MADE_UP][key][revision]);
        }
        return new EncodedSnapshot(environment, new Revision(revision), all);
    }

    boolean isMadeUp(EncodedFlag bytes) {
        int revision = (int) bytes.revision().value();
        for (int key = 0; key < History.KEYS; key++) {
            if (encoded[MADE_UP][key][revision].equals(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** The flag that these are the bytes of. */
    Flag flagOf(int key, EncodedFlag bytes) {
        int revision = (int) bytes.revision().value();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            if (encoded[epoch][key][revision].equals(bytes)) {
                return flags[epoch][key][revision];
            }
        }
        throw new IllegalArgumentException("no such flag");
    }

    /** Whether it is one of them, of a revision or one before. */
    boolean has(EncodedFlag bytes, int revision) {
        int own = (int) bytes.revision().value();
        if (own > revision) {
            return false;
        }
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int key = 0; key < History.KEYS; key++) {
                if (encoded[epoch][key][own].equals(bytes)) {
                    return true;
                }
            }
        }
        return false;
    }
}
