package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.SingleFlight;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A store whose loads are shared among all event loops that ask for the same environment at the same time. */
final class SharedLoads implements Store {
    private final Store store;
    private final SingleFlight loads;

    SharedLoads(Store store) {
        this.store = store;
        this.loads = new SingleFlight(store);
    }

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        return loads.load(environment, floor, known);
    }

    @Override
    public Future<ChangeResult> commit(Change change) {
        return store.commit(change);
    }

    @Override
    public Future<List<RecordedChange>> history(
            Environment environment, FlagKey key, int limit, Optional<Revision> before) {
        return store.history(environment, key, limit, before);
    }
}
