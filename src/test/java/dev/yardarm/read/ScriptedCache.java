package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Lookup.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cache that answers what it was told, to every call until told otherwise, and remembers what was asked of it. It forgets
 * and refuses nothing by itself: what a real one does is told by the test. Until told, everything is a miss.
 */
public final class ScriptedCache implements FlagCache {
    public static final String NODE = "scripted:1";

    private final List<String> calls = new ArrayList<>();
    private final List<Set<FlagKey>> groups = new CopyOnWriteArrayList<>();
    private Future<Lookup<EncodedSnapshot>> answer = Future.succeededFuture(new Lookup.Miss<>(Reason.ABSENT));
    private Future<Void> written = Future.succeededFuture();
    private Runnable beforeEachWrite = () -> {};

    public ScriptedCache holding(EncodedSnapshot snapshot) {
        answer = Future.succeededFuture(new Lookup.Hit<>(snapshot.revision(), snapshot, NODE));
        return this;
    }

    public ScriptedCache missing(Reason reason) {
        answer = Future.succeededFuture(new Lookup.Miss<>(reason));
        return this;
    }

    /** With the revision whose change removed it. */
    public ScriptedCache missing(Reason reason, long fence) {
        answer = Future.succeededFuture(new Lookup.Miss<>(reason, new Revision(fence)));
        return this;
    }

    public ScriptedCache failing(Throwable failure) {
        answer = Future.failedFuture(failure);
        return this;
    }

    public ScriptedCache unavailable() {
        return failing(new BackendUnavailable(Backend.REDIS, "away"));
    }

    /** From now on look-ups wait for what is returned. */
    public Promise<Lookup<EncodedSnapshot>> waiting() {
        Promise<Lookup<EncodedSnapshot>> promise = Promise.promise();
        answer = promise.future();
        return promise;
    }

    public ScriptedCache failingWrites(Throwable failure) {
        written = Future.failedFuture(failure);
        return this;
    }

    /** From now on writes succeed. */
    public ScriptedCache writing() {
        written = Future.succeededFuture();
        return this;
    }

    /** From now on writes wait for what is returned. */
    public Promise<Void> waitingWrites() {
        Promise<Void> promise = Promise.promise();
        written = promise.future();
        return promise;
    }

    /** Is run when a write is asked for. */
    public void beforeEachWrite(Runnable look) {
        beforeEachWrite = look;
    }

    /** What was asked, in order: {@code flag a}, {@code snapshot}, {@code publish 7}, {@code invalidate 8}, {@code discard}. */
    public List<String> calls() {
        return calls;
    }

    /** The flags that were asked for together, in order. */
    public List<Set<FlagKey>> groups() {
        return groups;
    }

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        keys.forEach(key -> calls.add("flag " + key));
        groups.add(keys);
        return answer.map(lookup -> FlagCache.parts(lookup, keys));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        calls.add("snapshot");
        return answer;
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        beforeEachWrite.run();
        calls.add("publish " + snapshot.revision());
        return written;
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        beforeEachWrite.run();
        calls.add("invalidate " + committed);
        return written;
    }

    @Override
    public Future<Void> discard(Environment environment) {
        beforeEachWrite.run();
        calls.add("discard");
        return written;
    }
}
