package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A cache in memory that can be made unavailable, or to forget. For all threads. */
public final class ControllableCache implements FlagCache {
    private static final String NODE = "memory:0";

    private final Map<Environment, EncodedSnapshot> snapshots = new ConcurrentHashMap<>();
    private volatile @Nullable RuntimeException failure;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CompletableFuture<Void> held = CompletableFuture.completedFuture(null);

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

    /** From now on reads wait, on the event loops of those who read. */
    public void hold() {
        held = new CompletableFuture<>();
    }

    /** How many reads had to wait so far. */
    public int waiting() {
        return waiting.get();
    }

    /** Ends {@link #hold}. */
    public void goOn() {
        held.complete(null);
    }

    /** Lets those go on that wait, and from now on others wait. */
    public void goOnAndHold() {
        CompletableFuture<Void> before = held;
        hold();
        before.complete(null);
    }

    public void forgetAll() {
        snapshots.clear();
    }

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        return snapshot(environment, wanted).map(lookup -> FlagCache.parts(lookup, keys));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        CompletableFuture<Void> until = held;
        if (!until.isDone()) {
            waiting.incrementAndGet();
        }
        Future<Void> going =
                until.isDone() ? Future.succeededFuture() : Future.fromCompletionStage(until, Vertx.currentContext());
        return going.compose(gone -> answer(environment))
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
