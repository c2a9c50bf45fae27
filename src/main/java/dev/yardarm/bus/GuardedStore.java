package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagStore;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.ChangeStore;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A store behind a circuit breaker, and behind what prepares the database. */
final class GuardedStore implements Store {
    private final FlagStore flags;
    private final ChangeStore changes;
    private final Preparation preparation;
    private final Guard guard;

    GuardedStore(FlagStore flags, ChangeStore changes, Preparation preparation, Guard guard) {
        this.flags = flags;
        this.changes = changes;
        this.preparation = preparation;
        this.guard = guard;
    }

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        return guard.run(() -> preparation.before(() -> flags.load(environment, floor, known)));
    }

    @Override
    public Future<ChangeResult> commit(Change change) {
        return guard.run(() -> preparation.before(() -> changes.commit(change)));
    }

    @Override
    public Future<List<RecordedChange>> history(
            Environment environment, FlagKey key, int limit, Optional<Revision> before) {
        return guard.run(() -> preparation.before(() -> changes.history(environment, key, limit, before)));
    }
}
