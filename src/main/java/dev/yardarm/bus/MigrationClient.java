package dev.yardarm.bus;

import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.Tally;
import dev.yardarm.read.Backend;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The cache migration's store of the {@link StoreVerticle}, from any event loop. */
public final class MigrationClient implements MigrationStore {
    private final PortClient<MigrationStore> store;

    /** @param bound longer than any call of the adapter takes */
    public MigrationClient(Vertx vertx, Duration bound) {
        this.store = new PortClient<>(vertx, StoreVerticle.MIGRATION_ADDRESS, Backend.POSTGRES, bound);
    }

    @Override
    public Future<MigrationState> state() {
        return store.ask(new MigrationRequest.State());
    }

    @Override
    public Future<Beat> beat(Report report, Duration lease) {
        return store.ask(new MigrationRequest.Beat(report, lease));
    }

    @Override
    public Future<Tally.Pair> tallies(long version) {
        return store.ask(new MigrationRequest.Tallies(version));
    }

    @Override
    public Future<Optional<MigrationState>> replace(Change change) {
        return store.<Optional<MigrationState>>ask(new MigrationRequest.Replace(change))
                .recover(StoreClient::changeFailure);
    }

    @Override
    public Future<List<Recorded>> history(int limit) {
        return store.ask(new MigrationRequest.History(limit));
    }
}
