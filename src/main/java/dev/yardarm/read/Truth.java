package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Reads the store, once for all who ask at the same time, and takes note of what it finds: in the fence, as the last known
 * good, in the cache.
 *
 * <p>Belongs to one event loop.
 */
final class Truth {
    /** As long as a read may wait for the cache: far more than a query takes, and little for whoever waits. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final FlagStore store;
    private final FlagCache cache;
    private final ReadState state;
    private final ReadObserver observer;
    private final Environment defaultEnvironment;
    private final Patience patience;
    private final Admission admission;
    private final SingleFlight flights = new SingleFlight(this::fly);

    Truth(
            FlagStore store,
            FlagCache cache,
            ReadState state,
            ReadObserver observer,
            Environment defaultEnvironment,
            Patience patience,
            Admission admission) {
        this.store = store;
        this.cache = cache;
        this.state = state;
        this.observer = observer;
        this.defaultEnvironment = defaultEnvironment;
        this.patience = patience;
        this.admission = admission;
    }

    /** As {@link FlagStore#load}; the default environment exists always. */
    Future<Optional<EncodedSnapshot>> load(Environment environment, Revision floor) {
        return flights.load(environment, floor, state.lastKnownGood().truth(environment));
    }

    /** The same, and the whole of it anew, though it be at the revision at hand: rows may have been changed by hand. */
    Future<Optional<EncodedSnapshot>> loadAnew(Environment environment, Revision floor) {
        return flights.load(environment, floor, Optional.empty());
    }

    /**
     * As {@link #load} for who has something else to answer with: nobody waits for a store that hangs for as long as it may
     * take; and once one has waited in vain, no other does until the store has answered. What it finds in the end is taken
     * note of all the same.
     */
    Future<Optional<EncodedSnapshot>> loadSoon(Environment environment, Revision floor) {
        return loadWithin(PATIENCE, environment, floor);
    }

    /**
     * Finds out whether the store answers, before a read has to: in half of the time that a read would wait, and while what is
     * in memory still counts.
     */
    Future<Optional<EncodedSnapshot>> ascertain(Environment environment, Revision floor) {
        return loadWithin(PATIENCE.dividedBy(2), environment, floor);
    }

    private Future<Optional<EncodedSnapshot>> loadWithin(Duration bound, Environment environment, Revision floor) {
        Future<Optional<EncodedSnapshot>> load = load(environment, floor);
        if (load.isComplete()) {
            return load;
        }
        if (state.silences().contains(environment)) {
            return Future.failedFuture(BackendUnavailable.late(Backend.POSTGRES, "the store is silent", null));
        }
        return patience.awaiting(load, bound).recover(failure -> {
            if (!(failure instanceof TimeoutException)) {
                return Future.failedFuture(failure);
            }
            state.silences().add(environment);
            return Future.failedFuture(BackendUnavailable.late(Backend.POSTGRES, "no answer in time", failure));
        });
    }

    /** One flight: what it finds is taken note of once, however many wait for it. */
    private Future<Optional<EncodedSnapshot>> fly(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        Instant began = state.now();
        Fence.Mark fence = state.fence().mark(environment);
        return store.load(environment, floor.or(fence.known()), known)
                .onSuccess(answered -> state.silences().remove(environment))
                .compose(found -> {
                    boolean unchanged = known.isPresent() && found.equals(known);
                    return !state.fence().isInEra(environment, fence)
                                    || (unchanged && isDoubtful(known.get(), fence.known()))
                            ? fly(environment, floor, Optional.empty())
                            : land(environment, fence, began, found);
                });
    }

    /**
     * Whether what is known may be of a past that the store has lost, though the store is at its revision: it went back
     * below that, and has given the revision again, to other content. Either shows in this answer, being below the fence, or
     * another has shown it since the store was asked, and what is known has been dropped.
     */
    private boolean isDoubtful(EncodedSnapshot known, Revision fence) {
        return known.revision().isBefore(fence)
                || state.lastKnownGood()
                        .truth(known.environment())
                        .filter(truth -> truth.equals(known) || known.revision().isBefore(truth.revision()))
                        .isEmpty();
    }

    private Future<Optional<EncodedSnapshot>> land(
            Environment environment, Fence.Mark fence, Instant began, Optional<EncodedSnapshot> answer) {
        return Future.succeededFuture(answer.or(() -> implied(environment)))
                .compose(found -> admission.isBack(EncodedSnapshot.revisionOf(found), fence.known())
                        ? wentBack(environment, fence, found)
                        : adopt(environment, found))
                // Last: whoever sees it has to see the fence.
                .onSuccess(found -> found.ifPresentOrElse(
                        existing -> state.hearing().answeredAt(environment, began),
                        () -> state.hearing().settle(environment, began)));
    }

    private Future<Optional<EncodedSnapshot>> adopt(Environment environment, Optional<EncodedSnapshot> found) {
        found.ifPresent(snapshot -> {
            state.lastKnownGood().offer(snapshot);
            state.fence().raise(environment, snapshot.revision());
        });
        cached(environment, found);
        return Future.succeededFuture(found);
    }

    /**
     * The store was asked after the fence stood where it stood, and yet answers lower. So it has lost what was seen of it,
     * or what was seen was never true; either way it is the truth, and what is above it has to go.
     */
    private Future<Optional<EncodedSnapshot>> wentBack(
            Environment environment, Fence.Mark fence, Optional<EncodedSnapshot> truth) {
        Revision revision = EncodedSnapshot.revisionOf(truth);
        Runnable drop = () -> truth.ifPresentOrElse(state.lastKnownGood()::replace, () -> state.gone(environment));
        if (!state.lower(environment, fence, revision, drop, observer)) {
            return fly(environment, revision, Optional.empty());
        }
        reset(environment, truth);
        return Future.succeededFuture(truth);
    }

    /** The cache says more than the store: it speaks of what was lost, or never was. While it does, nothing can be cached. */
    void contradict(Environment environment, Optional<EncodedSnapshot> truth) {
        if (!state.cacheResets().isPending(environment) || state.cacheResets().isDue(environment)) {
            reset(environment, truth);
        }
    }

    /** Replaces whatever the cache holds, behind the answer; until it is done, what the cache says is not believed. */
    private void reset(Environment environment, Optional<EncodedSnapshot> truth) {
        state.cacheResets().begin(environment);
        // If it fails, the next load tries again.
        Future<Void> unused = cache.discard(environment).onSuccess(gone -> {
            state.cacheResets().done(environment);
            truth.ifPresent(this::publish);
        });
    }

    private void cached(Environment environment, Optional<EncodedSnapshot> truth) {
        if (!state.cacheResets().isPending(environment)) {
            truth.ifPresent(this::publish);
        } else if (state.cacheResets().isDue(environment)) {
            reset(environment, truth);
        }
    }

    /** Fills the cache behind the answer: a failure is the cache's affair and shows at the next read. */
    void publish(EncodedSnapshot snapshot) {
        Future<Void> unused = cache.publish(snapshot);
    }

    private Optional<EncodedSnapshot> implied(Environment environment) {
        return environment.equals(defaultEnvironment)
                ? Optional.of(EncodedSnapshot.empty(environment))
                : Optional.empty();
    }
}
