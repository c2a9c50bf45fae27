package dev.yardarm.write;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.Fence;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.ReadObserver;
import dev.yardarm.read.ReadState;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes: commit, then the fence, then the cache. In this order and no other: a cache that is cleared before the
 * commit would be filled with the past again, and an answer given before the fence is up could be followed by an older one.
 */
public final class FlagEditor {
    private static final Logger LOG = LoggerFactory.getLogger(FlagEditor.class);

    private final ChangeStore store;
    private final FlagCache cache;
    private final ReadState state;
    private final ReadObserver observer;

    public FlagEditor(ChangeStore store, FlagCache cache, ReadState state, ReadObserver observer) {
        this.store = store;
        this.cache = cache;
        this.state = state;
        this.observer = observer;
    }

    /**
     * Makes a change. The result comes when every later read through this gateway sees it. Fails as
     * {@link ChangeStore#commit}; a failing cache does not fail a change.
     */
    public Future<ChangeResult> change(Change change) {
        Instant began = state.now();
        Fence.Mark fence = state.fence().mark(change.environment());
        return store.commit(change)
                .onFailure(failure -> afterFailure(change, failure))
                .compose(result -> result instanceof ChangeResult.Committed committed
                        ? settle(change, committed, fence, began).map(result)
                        : Future.succeededFuture(result));
    }

    public Future<List<RecordedChange>> history(
            Environment environment, FlagKey key, int limit, Optional<Revision> before) {
        return store.history(environment, key, limit, before);
    }

    /**
     * Makes it seen by reads.
     *
     * @param fence as it stood before the commit
     * @param began before the commit
     */
    private Future<Void> settle(Change change, ChangeResult.Committed committed, Fence.Mark fence, Instant began) {
        Environment environment = change.environment();
        boolean wentBack =
                !fence.known().isBefore(committed.revision()) && state.fence().isInEra(environment, fence);
        if (wentBack) {
            wentBack(environment, fence, committed.revision());
        }
        Optional<EncodedFlag> after = committed.after().map(EncodedFlag::of);
        // At hand before it is acknowledged: what is acknowledged may be asked for when no backend can answer any more.
        committed.whole().ifPresent(state.lastKnownGood()::offer);
        state.lastKnownGood()
                .apply(environment, committed.revision(), past -> past.with(committed.revision(), change.key(), after));
        state.fence().commit(environment, committed.revision());
        state.hearing().answeredAt(environment, began);
        LOG.atInfo()
                .addKeyValue("environment", environment)
                .addKeyValue("flag", change.key())
                .addKeyValue("revision", committed.revision().value())
                .addKeyValue("author", change.author())
                .log("Flag changed");
        // What is cached from beyond the truth looks later than this change, so an invalidation would leave it.
        Future<Void> discarded = wentBack ? discard(environment) : Future.succeededFuture();
        return discarded.compose(gone -> invalidate(environment, committed.revision()));
    }

    /**
     * The change got a number that had been seen already: what was seen is no more, or was never true. If another commit was
     * told of meanwhile, the fence stays where it is, above both, and the next read finds out where it belongs.
     */
    private void wentBack(Environment environment, Fence.Mark seen, Revision committed) {
        Runnable drop = () -> state.lastKnownGood().remove(environment);
        if (!state.lower(environment, seen, committed, drop, observer)) {
            drop.run();
        }
    }

    /** Never fails: until it is done, what the cache says is not believed. */
    private Future<Void> discard(Environment environment) {
        return cache.discard(environment)
                .onSuccess(gone -> state.cacheResets().done(environment))
                .otherwiseEmpty();
    }

    /** Never fails: the change is made, and its author is told so whatever becomes of the cache. */
    private Future<Void> invalidate(Environment environment, Revision committed) {
        return cache.invalidate(environment, committed)
                .onSuccess(done -> LOG.atInfo()
                        .addKeyValue("environment", environment)
                        .addKeyValue("revision", committed.value())
                        .log("cache_invalidated"))
                .onFailure(failure -> logNotInvalidated(environment, committed, failure))
                .otherwiseEmpty();
    }

    private static void logNotInvalidated(Environment environment, Revision committed, Throwable failure) {
        boolean away = failure instanceof BackendUnavailable;
        (away ? LOG.atWarn() : LOG.atError().setCause(failure))
                .addKeyValue("environment", environment)
                .addKeyValue("revision", committed.value())
                .addKeyValue("error", failure.getMessage())
                .log(away ? "Cache not invalidated yet, going on behind the answer" : "Cache not invalidated");
    }

    /** A change that may have been made must not be hidden by a cached past until its lifetime ends. */
    private void afterFailure(Change change, Throwable failure) {
        if (failure instanceof OutcomeUnknown) {
            Future<Void> unused = cache.discard(change.environment());
        }
    }
}
