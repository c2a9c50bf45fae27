package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.flag.Snapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Flags and snapshots for tests, and what keeps them. */
public final class Snapshots {
    public static final Environment PRODUCTION = new Environment("production");

    private Snapshots() {}

    public static Flag flag(Environment environment, String key, long revision) {
        return new Flag(
                new FlagKey(key),
                environment,
                revision % 2 == 0,
                RolloutPercentage.ALL,
                "flag " + key,
                new Revision(revision),
                Instant.parse("2026-11-21T07:30:00.123Z"));
    }

    /** A number of flags, {@code flag-000} and so on, all last changed at the snapshot's revision. */
    public static EncodedSnapshot snapshot(Environment environment, long revision, int flags) {
        List<Flag> all = new ArrayList<>();
        for (int i = 0; i < flags; i++) {
            all.add(flag(environment, "flag-%03d".formatted(i), revision));
        }
        return EncodedSnapshot.of(Snapshot.of(environment, new Revision(revision), all));
    }

    /** Of a gateway that hears nothing of the store but what is offered. */
    public static LastKnownGood lastKnownGood(InstantSource clock) {
        return new LastKnownGood(clock, new LastKnownGood.Heard() {
            @Override
            public Instant until(Environment environment) {
                return clock.instant();
            }

            @Override
            public Revision latest(Environment environment) {
                return Revision.NONE;
            }
        });
    }
}
