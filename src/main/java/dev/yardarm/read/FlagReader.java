package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Answers reads: from the cache, else from the store, else from the last known good; at every rung with nothing older than
 * the fence and than what the caller asks for.
 *
 * <p>Belongs to one event loop; what it shares with the other loops of the gateway is in {@link ReadState}.
 *
 * <p>All reads fail with {@link BackendUnavailable} if no rung can answer, and with {@link RevisionNotReached} if the store
 * says that what the caller asks for does not exist.
 */
public final class FlagReader {
    /** As long as a read may wait for the cache: far more than a query takes, and little for whoever waits. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final FlagCache cache;
    private final Truth truth;
    private final ReadState state;
    private final ReadObserver observer;
    private final Duration staleIfError;
    private final Insistence insistence;

    /**
     * @param defaultEnvironment exists even before its first change
     * @param staleIfError the greatest age of a last known good that is still an answer
     * @param insistence of reads that nobody could answer
     */
    public FlagReader(
            FlagCache cache,
            FlagStore store,
            ReadState state,
            ReadObserver observer,
            Environment defaultEnvironment,
            Duration staleIfError,
            Insistence insistence) {
        this.cache = cache;
        this.state = state;
        this.observer = observer;
        this.truth = new Truth(store, cache, state, observer, defaultEnvironment);
        this.staleIfError = staleIfError;
        this.insistence = insistence;
    }

    /** One flag; empty if there is no such flag, or no such environment. */
    public Future<Reading<Optional<EncodedFlag>>> flag(Environment environment, FlagKey key, Revision atLeast) {
        Question<Optional<EncodedFlag>> question =
                new Question<>(environment, atLeast, found -> found.flatMap(all -> all.flag(key)));
        return insistence.on(() -> answer(question, cache.flag(environment, key, floor(question))));
    }

    /** All flags of an environment; empty if there is no such environment. */
    public Future<Reading<Optional<EncodedSnapshot>>> list(Environment environment, Revision atLeast) {
        Question<Optional<EncodedSnapshot>> question = new Question<>(environment, atLeast, Function.identity());
        return insistence.on(() -> answer(
                question,
                cache.snapshot(environment, floor(question))
                        .onSuccess(this::keep)
                        .map(found -> found.map(Optional::of))));
    }

    /**
     * A read.
     *
     * @param atLeast the least revision that the caller takes for an answer
     * @param pick takes from a snapshot what is asked for
     */
    private record Question<T>(
            Environment environment, Revision atLeast, Function<Optional<EncodedSnapshot>, T> pick) {}

    private <T> Future<Reading<T>> answer(Question<T> question, Future<Lookup<T>> cached) {
        return cached.transform(ended -> {
            if (ended.succeeded()) {
                return fromCache(question, ended.result());
            }
            if (ended.cause() instanceof BackendUnavailable unavailable) {
                state.cacheStates().unavailable(question.environment(), unavailable);
                return withoutCache(question, CacheResult.UNAVAILABLE, Revision.NONE);
            }
            return Future.failedFuture(ended.cause());
        });
    }

    private <T> Future<Reading<T>> fromCache(Question<T> question, Lookup<T> lookup) {
        Environment environment = question.environment();
        if (lookup instanceof Lookup.Miss<T> miss) {
            state.cacheStates().missed(environment, miss.reason());
            return withoutCache(question, CacheResult.MISS, miss.fence());
        }
        Lookup.Hit<T> hit = (Lookup.Hit<T>) lookup;
        if (hit.revision().isBefore(floor(question))) {
            state.cacheStates().behindFence(environment);
            return withoutCache(question, CacheResult.MISS, Revision.NONE);
        }
        if (contradictsTruth(question, hit)) {
            state.cacheStates().missed(environment, Lookup.Reason.DAMAGED);
            return withoutCache(question, CacheResult.MISS, Revision.NONE);
        }
        state.fence().raise(environment, hit.revision());
        state.cacheStates().hit(environment, hit.node());
        observer.cacheAsked(CacheResult.HIT);
        observer.answered(Source.REDIS);
        if (state.lastKnownGood().confirm(environment, hit.revision())) {
            catchUp(environment);
        }
        return Future.succeededFuture(
                new Reading<>(hit.value(), hit.revision(), CacheResult.HIT, Source.REDIS, hit.node(), Duration.ZERO));
    }

    /** A revision is one content: where the store has said which, a cache that says another has lost or mistaken something. */
    private <T> boolean contradictsTruth(Question<T> question, Lookup.Hit<T> hit) {
        return state.lastKnownGood()
                .truth(question.environment())
                .filter(truth -> truth.revision().equals(hit.revision()))
                .filter(truth -> !question.pick().apply(Optional.of(truth)).equals(hit.value()))
                .isPresent();
    }

    /** @param cacheFence what the cache says that the store has */
    private <T> Future<Reading<T>> withoutCache(Question<T> question, CacheResult result, Revision cacheFence) {
        observer.cacheAsked(result);
        return fromStore(question, result, cacheFence)
                .recover(failure -> failure instanceof BackendUnavailable
                        ? lastKnownGood(question, result, failure)
                        : Future.failedFuture(failure));
    }

    private <T> Future<Reading<T>> fromStore(Question<T> question, CacheResult result, Revision cacheFence) {
        Environment environment = question.environment();
        // The cache's fence is why this read may not share a flight from before the change that it speaks of. It is not
        // ours: we have seen nothing of that revision, and could not answer at all if the store were gone with it.
        Future<Optional<EncodedSnapshot>> load =
                truth.load(environment, floor(question).or(cacheFence));
        return patiently(question, load).compose(found -> {
            Revision revision = EncodedSnapshot.revisionOf(found);
            if (revision.isBefore(cacheFence)) {
                // It speaks of a change that never was, or is no more; while it stands, nothing can be cached.
                truth.reset(environment, found);
            }
            if (revision.isBefore(question.atLeast())) {
                return Future.failedFuture(new RevisionNotReached(question.atLeast(), revision));
            }
            observer.answered(Source.POSTGRES);
            return Future.succeededFuture(
                    new Reading<>(question.pick().apply(found), revision, result, Source.POSTGRES, "-", Duration.ZERO));
        });
    }

    /**
     * With a last known good to answer with, nobody waits for a store that hangs for as long as it may take; and once one
     * has waited in vain, no other does until the store has answered. What it finds in the end is taken note of all the
     * same.
     */
    private Future<Optional<EncodedSnapshot>> patiently(Question<?> question, Future<Optional<EncodedSnapshot>> load) {
        Environment environment = question.environment();
        if (load.isComplete() || usable(question).isEmpty()) {
            return load;
        }
        if (truth.isSilent(environment)) {
            return Future.failedFuture(BackendUnavailable.late(Backend.POSTGRES, "the store is silent", null));
        }
        return load.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).recover(failure -> {
            if (!(failure instanceof TimeoutException)) {
                return Future.failedFuture(failure);
            }
            truth.waitedInVain(environment);
            return Future.failedFuture(BackendUnavailable.late(Backend.POSTGRES, "no answer in time", failure));
        });
    }

    private <T> Future<Reading<T>> lastKnownGood(Question<T> question, CacheResult result, Throwable failure) {
        return usable(question)
                .map(kept -> {
                    observer.answered(Source.STALE);
                    return Future.succeededFuture(new Reading<>(
                            question.pick().apply(Optional.of(kept.snapshot())),
                            kept.snapshot().revision(),
                            result,
                            Source.STALE,
                            "-",
                            state.lastKnownGood().age(kept)));
                })
                .orElseGet(() -> Future.failedFuture(failure));
    }

    /** The last known good, if it is an answer. The fence is asked each time: it may have risen in between. */
    private Optional<LastKnownGood.Kept> usable(Question<?> question) {
        return state.lastKnownGood()
                .find(question.environment(), staleIfError)
                .filter(kept -> !kept.snapshot().revision().isBefore(floor(question)));
    }

    private Revision floor(Question<?> question) {
        return state.fence().of(question.environment()).or(question.atLeast());
    }

    /** Gets the whole of what an answer showed a part of, behind the answer, so that there is a last known good. */
    private void catchUp(Environment environment) {
        if (state.catchUps().begin(environment)) {
            Future<Lookup<EncodedSnapshot>> unused = cache.snapshot(
                            environment, state.fence().of(environment))
                    .onSuccess(this::keep)
                    .onComplete(done -> state.catchUps().end(environment));
        }
    }

    private void keep(Lookup<EncodedSnapshot> lookup) {
        if (lookup instanceof Lookup.Hit<EncodedSnapshot> hit) {
            state.lastKnownGood().offerCached(hit.value());
        }
    }
}
