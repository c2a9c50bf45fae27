package dev.yardarm.bus;

import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.Tally;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The cache migration's store behind the circuit breaker of the flags' store, and behind what prepares the database. Its calls
 * never move the breaker: a database whose migration tables are not there, or are forbidden, can still answer for flags.
 */
final class GuardedMigrationStore implements MigrationStore {
    private final MigrationStore store;
    private final Preparation preparation;
    private final Guard guard;

    GuardedMigrationStore(MigrationStore store, Preparation preparation, Guard guard) {
        this.store = store;
        this.preparation = preparation;
        this.guard = guard;
    }

    @Override
    public Future<MigrationState> state() {
        return unlessOpen(store::state);
    }

    @Override
    public Future<Beat> beat(Report report, Duration lease) {
        return unlessOpen(() -> store.beat(report, lease));
    }

    @Override
    public Future<Tally.Pair> tallies(long version) {
        return unlessOpen(() -> store.tallies(version));
    }

    @Override
    public Future<Optional<MigrationState>> replace(Change change) {
        return unlessOpen(() -> store.replace(change));
    }

    @Override
    public Future<List<Recorded>> history(int limit) {
        return unlessOpen(() -> store.history(limit));
    }

    private <T> Future<T> unlessOpen(Supplier<Future<T>> call) {
        return guard.isOpen()
                ? Future.failedFuture(new BackendUnavailable(Backend.POSTGRES, "circuit breaker open"))
                : preparation.before(call);
    }
}
