package dev.yardarm.bus;

import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.Tally;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is asked of the store of the cache migration. */
final class MigrationRequest {
    private MigrationRequest() {}

    static void registerCodecs(Vertx vertx) {
        LocalCodec.register(vertx, State.class);
        LocalCodec.register(vertx, Beat.class);
        LocalCodec.register(vertx, Tallies.class);
        LocalCodec.register(vertx, Replace.class);
        LocalCodec.register(vertx, History.class);
    }

    record State() implements PortRequest<MigrationStore, MigrationState> {
        @Override
        public Future<MigrationState> on(MigrationStore store) {
            return store.state();
        }
    }

    record Beat(MigrationStore.Report report, Duration lease)
            implements PortRequest<MigrationStore, MigrationStore.Beat> {
        @Override
        public Future<MigrationStore.Beat> on(MigrationStore store) {
            return store.beat(report, lease);
        }
    }

    record Tallies(long version) implements PortRequest<MigrationStore, Tally.Pair> {
        @Override
        public Future<Tally.Pair> on(MigrationStore store) {
            return store.tallies(version);
        }
    }

    record Replace(MigrationStore.Change change) implements PortRequest<MigrationStore, Optional<MigrationState>> {
        @Override
        public Future<Optional<MigrationState>> on(MigrationStore store) {
            return store.replace(change);
        }
    }

    record History(int limit) implements PortRequest<MigrationStore, List<MigrationStore.Recorded>> {
        @Override
        public Future<List<MigrationStore.Recorded>> on(MigrationStore store) {
            return store.history(limit);
        }
    }
}
