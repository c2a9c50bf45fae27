package dev.yardarm.postgres;

import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationState.Phase;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.MigrationStore.Beat;
import dev.yardarm.migration.MigrationStore.Change;
import dev.yardarm.migration.MigrationStore.Recorded;
import dev.yardarm.migration.MigrationStore.Report;
import dev.yardarm.migration.Tally;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** The migration's side of a store, used from a test's thread. */
record Migrations(LoopedStore store, String caches) {
    static final String CACHES = "redis > cluster";

    /** A share set by hand, as a change of the version before. */
    record Share(long version, double share) {
        Change change() {
            return change("tester");
        }

        Change change(String author) {
            MigrationState next = new MigrationState(version, share, Phase.MANUAL, Optional.empty(), 0, Instant.EPOCH);
            return new Change(next, author, "share set by hand", Tally.Pair.none());
        }
    }

    static Migrations of(LoopedStore store) {
        return new Migrations(store, CACHES);
    }

    /** Operations of these latencies, and so many failed ones. */
    static Tally tally(long errors, long hits, long misses, long... micros) {
        Histogram latencies = Tally.none().micros();
        for (long each : micros) {
            latencies.recordValue(each);
        }
        return new Tally(micros.length + errors, errors, hits, misses, latencies);
    }

    <T> Future<T> start(Function<MigrationStore, Future<T>> call) {
        return store.start(asked -> call.apply(asked.migration(caches)));
    }

    MigrationState state() {
        return Loop.await(start(MigrationStore::state));
    }

    Beat beat(String gateway, long version, Duration lease) {
        return beat(gateway, version, Tally.Pair.none(), lease);
    }

    Beat beat(String gateway, long version, Tally.Pair tallies, Duration lease) {
        return Loop.await(start(asked -> asked.beat(new Report(gateway, version, tallies), lease)));
    }

    Tally.Pair tallies(long version) {
        return Loop.await(start(asked -> asked.tallies(version)));
    }

    Optional<MigrationState> replace(Change change) {
        return Loop.await(start(asked -> asked.replace(change)));
    }

    List<Recorded> history(int limit) {
        return Loop.await(start(asked -> asked.history(limit)));
    }
}
