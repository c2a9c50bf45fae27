package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A store whose loads the test answers by hand, one by one, so that any order of events can be played on one thread; or all
 * at once, if it has been told what to answer.
 */
public final class ScriptedStore implements FlagStore {
    private final List<Load> loads = new ArrayList<>();
    private Optional<Future<Optional<EncodedSnapshot>>> standing = Optional.empty();

    /** A load that was asked for. */
    public record Load(
            Environment environment,
            Revision floor,
            Optional<EncodedSnapshot> known,
            Promise<Optional<EncodedSnapshot>> promise) {

        public void answer(EncodedSnapshot snapshot) {
            promise.complete(Optional.of(snapshot));
        }

        public void answerAbsent() {
            promise.complete(Optional.empty());
        }

        public void fail(Throwable failure) {
            promise.fail(failure);
        }
    }

    /** From now on every load is answered within the call. */
    public ScriptedStore holding(EncodedSnapshot snapshot) {
        return answering(Future.succeededFuture(Optional.of(snapshot)));
    }

    /** From now on no environment exists. */
    public ScriptedStore holdingNothing() {
        return answering(Future.succeededFuture(Optional.empty()));
    }

    public ScriptedStore failing(Throwable failure) {
        return answering(Future.failedFuture(failure));
    }

    public ScriptedStore unavailable() {
        return failing(new BackendUnavailable(Backend.POSTGRES, "away"));
    }

    /** In the order they were asked for. */
    public Load load(int index) {
        return loads.get(index);
    }

    public int count() {
        return loads.size();
    }

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        Load load = new Load(environment, floor, known, Promise.promise());
        loads.add(load);
        standing.ifPresent(answer -> answer.onComplete(load.promise()));
        return load.promise().future();
    }

    private ScriptedStore answering(Future<Optional<EncodedSnapshot>> answer) {
        standing = Optional.of(answer);
        return this;
    }
}
