package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the store, once for all who ask at the same time, and takes note of what it finds: in the fence, as the last known
 * good, in the cache.
 *
 * <p>Belongs to one event loop.
 */
final class Truth {
    private final FlagStore store;
    private final FlagCache cache;
    private final ReadState state;
    private final ReadObserver observer;
    private final Environment defaultEnvironment;
    private final SingleFlight flights = new SingleFlight(this::fly);
    /** Environments that somebody has waited for in vain, and that the store has not answered for since. */
    private final Set<Environment> silent = new HashSet<>();

    Truth(FlagStore store, FlagCache cache, ReadState state, ReadObserver observer, Environment defaultEnvironment) {
        this.store = store;
        this.cache = cache;
        this.state = state;
        this.observer = observer;
        this.defaultEnvironment = defaultEnvironment;
    }

    /** As {@link FlagStore#load}; the default environment exists always. */
    Future<Optional<EncodedSnapshot>> load(Environment environment, Revision floor) {
        return flights.load(environment, floor, state.lastKnownGood().truth(environment));
    }

    /** The store did not answer in the time that somebody was ready to wait. */
    void waitedInVain(Environment environment) {
        silent.add(environment);
    }

    /** Whether somebody has waited in vain, and the store has not answered since. */
    boolean isSilent(Environment environment) {
        return silent.contains(environment);
    }

    /** One flight: what it finds is taken note of once, however many wait for it. */
    private Future<Optional<EncodedSnapshot>> fly(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        Revision fence = state.fence().of(environment);
        Instant began = state.now();
        return store.load(environment, floor.or(fence), known)
                .onSuccess(answered -> silent.remove(environment))
                .map(found -> found.or(() -> implied(environment)))
                .compose(found -> EncodedSnapshot.revisionOf(found).isBefore(fence)
                        ? wentBack(environment, fence, found)
                        : adopt(environment, found))
                // Last: whoever sees it has to see the fence.
                .onSuccess(found -> found.ifPresent(existing -> state.hearing().answeredAt(environment, began)));
    }

    private Future<Optional<EncodedSnapshot>> adopt(Environment environment, Optional<EncodedSnapshot> found) {
        found.ifPresent(snapshot -> {
            state.fence().raise(environment, snapshot.revision());
            state.lastKnownGood().offer(snapshot);
            publish(snapshot);
        });
        return Future.succeededFuture(found);
    }

    /**
     * The store was asked after the fence stood where it stood, and yet answers lower. So it has lost what was seen of it,
     * or what was seen was never true; either way it is the truth, and what is above it has to go.
     */
    private Future<Optional<EncodedSnapshot>> wentBack(
            Environment environment, Revision fence, Optional<EncodedSnapshot> truth) {
        Revision revision = EncodedSnapshot.revisionOf(truth);
        if (!state.fence().lower(environment, fence, revision)) {
            return fly(environment, revision, truth);
        }
        state.reportWentBack(environment, fence, revision, observer);
        truth.ifPresentOrElse(
                state.lastKnownGood()::replace, () -> state.lastKnownGood().remove(environment));
        reset(environment, truth);
        return Future.succeededFuture(truth);
    }

    /** Replaces whatever the cache holds, behind the answer; if that fails, the next read finds it again. */
    void reset(Environment environment, Optional<EncodedSnapshot> truth) {
        Future<Void> unused = cache.discard(environment).onSuccess(gone -> truth.ifPresent(this::publish));
    }

    /** Fills the cache behind the answer: a failure is the cache's affair and shows at the next read. */
    private void publish(EncodedSnapshot snapshot) {
        Future<Void> unused = cache.publish(snapshot);
    }

    private Optional<EncodedSnapshot> implied(Environment environment) {
        return environment.equals(defaultEnvironment)
                ? Optional.of(EncodedSnapshot.empty(environment))
                : Optional.empty();
    }
}
