package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A cache in memory that can be made unavailable, or to forget. For all threads. */
public final class ControllableCache implements FlagCache {
    private static final String NODE = "memory:0";

    private final Map<Environment, EncodedSnapshot> snapshots = new ConcurrentHashMap<>();
    private volatile @Nullable RuntimeException failure;

    /** From now on every call fails as if Redis were away. */
    public void takeAway() {
        failure = new BackendUnavailable(Backend.REDIS, "taken away");
    }

    public void failWith(RuntimeException cause) {
        failure = cause;
    }

    public void heal() {
        failure = null;
    }

    public void forgetAll() {
        snapshots.clear();
    }

    @Override
    public Future<Lookup<Optional<EncodedFlag>>> flag(Environment environment, FlagKey key, Revision wanted) {
        return answer(environment)
                .map(snapshot -> snapshot.<Lookup<Optional<EncodedFlag>>>map(
                                found -> new Lookup.Hit<>(found.revision(), found.flag(key), NODE))
                        .orElseGet(() -> new Lookup.Miss<>(Lookup.Reason.ABSENT)));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        return answer(environment)
                .map(snapshot -> snapshot.<Lookup<EncodedSnapshot>>map(
                                found -> new Lookup.Hit<>(found.revision(), found, NODE))
                        .orElseGet(() -> new Lookup.Miss<>(Lookup.Reason.ABSENT)));
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        return change(() -> snapshots.put(snapshot.environment(), snapshot));
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        return change(() -> snapshots.remove(environment));
    }

    @Override
    public Future<Void> discard(Environment environment) {
        return change(() -> snapshots.remove(environment));
    }

    private Future<Optional<EncodedSnapshot>> answer(Environment environment) {
        @Nullable RuntimeException cause = failure;
        return cause == null
                ? Future.succeededFuture(Optional.ofNullable(snapshots.get(environment)))
                : Future.failedFuture(cause);
    }

    private Future<Void> change(Runnable change) {
        @Nullable RuntimeException cause = failure;
        if (cause != null) {
            return Future.failedFuture(cause);
        }
        change.run();
        return Future.succeededFuture();
    }
}
