package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.Edit;
import dev.yardarm.write.FlagContent;
import dev.yardarm.write.Precondition;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** A store on an event loop of its own, used from a test's thread. */
final class LoopedStore implements AutoCloseable {
    static final FlagContent CONTENT = new FlagContent(true, RolloutPercentage.ALL, "a flag");

    private final Loop loop = new Loop();
    private final ConcurrentMap<Environment, EncodedSnapshot> known = new ConcurrentHashMap<>();
    private final PostgresFlagStore store;

    LoopedStore(Databases database) {
        this(database.config());
    }

    private LoopedStore(DatabaseConfig config) {
        this.store = loop.await(() -> Future.succeededFuture(new PostgresFlagStore(
                loop.vertx(), config, environment -> Optional.ofNullable(known.get(environment)))));
    }

    static Change put(Environment environment, String key, FlagContent content) {
        return change(environment, key, new Edit.Put(content), new Precondition.None());
    }

    static Change change(Environment environment, String key, Edit edit, Precondition precondition) {
        return new Change(environment, new FlagKey(key), edit, precondition, "tester");
    }

    static Edit.Patch disabling() {
        return new Edit.Patch(Optional.of(false), Optional.empty(), Optional.empty());
    }

    <T> Future<T> start(Function<PostgresFlagStore, Future<T>> call) {
        return loop.run(() -> call.apply(store));
    }

    <T> Throwable failureOf(Function<PostgresFlagStore, Future<T>> call) {
        return loop.awaitFailure(() -> call.apply(store));
    }

    Optional<EncodedSnapshot> load(Environment environment) {
        return load(environment, Optional.empty());
    }

    Optional<EncodedSnapshot> load(Environment environment, Optional<EncodedSnapshot> known) {
        return Loop.await(start(asked -> asked.load(environment, Revision.NONE, known)));
    }

    Throwable loadFailure(Environment environment) {
        return failureOf(asked -> asked.load(environment, Revision.NONE, Optional.empty()));
    }

    /** From now on its caller has this one. */
    void knows(EncodedSnapshot snapshot) {
        known.put(snapshot.environment(), snapshot);
    }

    ChangeResult commit(Change change) {
        return Loop.await(start(asked -> asked.commit(change)));
    }

    ChangeResult.Committed committed(Change change) {
        return (ChangeResult.Committed) commit(change);
    }

    List<RecordedChange> history(Environment environment, String key, int limit, Optional<Revision> before) {
        return Loop.await(start(asked -> asked.history(environment, new FlagKey(key), limit, before)));
    }

    @Override
    public void close() {
        Loop.await(start(PostgresFlagStore::close));
        loop.close();
    }
}
