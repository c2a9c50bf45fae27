package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A store behind a circuit breaker. */
final class GuardedStore implements Store {
    private final Store store;
    private final Guard guard;

    GuardedStore(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        return guard.run(() -> store.load(environment, floor, known));
    }

    @Override
    public Future<ChangeResult> commit(Change change) {
        return guard.run(() -> store.commit(change));
    }

    @Override
    public Future<List<RecordedChange>> history(
            Environment environment, FlagKey key, int limit, Optional<Revision> before) {
        return guard.run(() -> store.history(environment, key, limit, before));
    }
}
