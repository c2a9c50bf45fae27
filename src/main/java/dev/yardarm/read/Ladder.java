package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * The way of a read that has asked the cache: its answer, else the store's, else the last known good; at every rung with
 * nothing older than the fence and than what the caller asks for.
 *
 * <p>Belongs to one event loop.
 */
final class Ladder {
    private final Truth truth;
    private final ReadState state;
    private final ReadObserver observer;
    private final Duration staleIfError;
    private final Admission admission;

    /** @param staleIfError the greatest age of a last known good that is still an answer */
    Ladder(Truth truth, ReadState state, ReadObserver observer, Duration staleIfError, Admission admission) {
        this.truth = truth;
        this.state = state;
        this.observer = observer;
        this.staleIfError = staleIfError;
        this.admission = admission;
    }

    /** Goes on from what the cache says. Fails as the reads of {@link FlagReader} do. */
    <T> Future<Reading<T>> answer(Question<T> question, Future<Lookup<T>> cached) {
        return cached.transform(ended -> {
            if (ended.succeeded()) {
                return fromCache(question, ended.result());
            }
            if (ended.cause() instanceof BackendUnavailable unavailable) {
                state.cacheStates().unavailable(question.environment(), unavailable);
                return this.<T>withoutCache(question, CacheResult.UNAVAILABLE, Revision.NONE)
                        .recover(failure -> Future.failedFuture(lastWord(unavailable, failure)));
            }
            return Future.failedFuture(ended.cause());
        });
    }

    /** Not that of who refuses, where the cache was late and may answer yet. */
    private static Throwable lastWord(BackendUnavailable cache, Throwable failure) {
        return cache.isLate() && failure instanceof BackendUnavailable
                ? BackendUnavailable.late(Backend.REDIS, "late, and nobody else answers", failure)
                : failure;
    }

    private <T> Future<Reading<T>> fromCache(Question<T> question, Lookup<T> lookup) {
        Environment environment = question.environment();
        if (lookup instanceof Lookup.Miss<T> miss) {
            state.cacheStates().missed(environment, miss.reason());
            return withoutCache(question, CacheResult.MISS, miss.fence());
        }
        Lookup.Hit<T> hit = (Lookup.Hit<T>) lookup;
        boolean unasked = admission.unasked(environment, state.now());
        if (!admission.ofCached(hit.revision(), floor(question))) {
            state.cacheStates().behindFence(environment);
            return withoutCache(question, CacheResult.MISS, Revision.NONE);
        }
        Optional<EncodedSnapshot> truth = truthAt(environment, hit.revision());
        if (contradicts(truth, question, hit) || !admission.believed(environment, truth.isPresent())) {
            state.cacheStates().missed(environment, Lookup.Reason.DAMAGED);
            return withoutCache(question, CacheResult.MISS, Revision.NONE);
        }
        if (!unasked || isUnheardOf(environment, hit.revision())) {
            return confirmed(question, hit);
        }
        return Future.succeededFuture(adopt(question, hit, Source.REDIS));
    }

    /**
     * The cache's answer where changes may have been made that the fence does not tell of, or where it tells of one that was
     * not heard of: the store is asked whether it is the truth, and if it cannot be asked the answer is given, marked.
     */
    private <T> Future<Reading<T>> confirmed(Question<T> question, Lookup.Hit<T> hit) {
        return load(question, hit.revision(), /* hasAnswer= */ true).transform(ended -> {
            if (ended.failed()) {
                return ended.cause() instanceof BackendUnavailable
                        ? Future.succeededFuture(adopt(question, hit, Source.STALE))
                        : Future.failedFuture(ended.cause());
            }
            boolean isLatest = hit.revision().equals(EncodedSnapshot.revisionOf(ended.result()));
            if (isLatest && !contradicts(truthAt(question.environment(), hit.revision()), question, hit)) {
                return Future.succeededFuture(adopt(question, hit, Source.REDIS));
            }
            observer.cacheAsked(CacheResult.MISS);
            return fromStore(question, CacheResult.MISS, hit.revision(), ended.result());
        });
    }

    private <T> Reading<T> adopt(Question<T> question, Lookup.Hit<T> hit, Source source) {
        Environment environment = question.environment();
        boolean isDoubtful =
                source == Source.STALE && state.fence().of(environment).isBefore(hit.revision());
        state.fence().hear(environment, hit.revision());
        if (isDoubtful) {
            // After the fence: a load that did not know of it does not settle it.
            state.hearing().doubt(environment);
        }
        // Before it counts as shown: who then has only what is below it sees that more is on its way.
        if (state.lastKnownGood().isSurpassedBy(environment, hit.revision())) {
            question.catchUp().run();
        }
        state.fence().raise(environment, question.shown().apply(hit.value(), hit.revision()));
        state.cacheStates().hit(environment, hit.node());
        observer.cacheAsked(CacheResult.HIT);
        observer.answered(source);
        Duration age = source == Source.STALE ? state.hearing().unheardFor(environment) : Duration.ZERO;
        return new Reading<>(hit.value(), hit.revision(), CacheResult.HIT, source, hit.node(), age);
    }

    /** What the store has said of a revision; empty if it is not that one that is kept. */
    private Optional<EncodedSnapshot> truthAt(Environment environment, Revision cached) {
        return state.lastKnownGood()
                .truth(environment)
                .filter(truth -> truth.revision().equals(cached));
    }

    /** A revision is one content: where the store has said which, a cache that says another has lost or mistaken something. */
    private static <T> boolean contradicts(Optional<EncodedSnapshot> truth, Question<T> question, Lookup.Hit<T> hit) {
        return truth.isPresent() && !question.pick().apply(truth).equals(hit.value());
    }

    /** Above what is known of the store: from another gateway that was sooner, or nobody knows from where. */
    private boolean isUnheardOf(Environment environment, Revision cached) {
        Revision fence = state.fence().of(environment);
        return !admission.isHeardOf(cached, fence) || (fence.equals(Revision.NONE) && state.isUnnamed(environment));
    }

    /** @param cacheFence what the cache says that the store has */
    private <T> Future<Reading<T>> withoutCache(Question<T> question, CacheResult result, Revision cacheFence) {
        observer.cacheAsked(result);
        return load(question, cacheFence, usable(question).isPresent())
                .compose(found -> fromStore(question, result, cacheFence, found))
                .recover(failure -> failure instanceof BackendUnavailable
                        ? lastKnownGood(question, result, failure)
                        : Future.failedFuture(failure));
    }

    private <T> Future<Reading<T>> fromStore(
            Question<T> question, CacheResult result, Revision cacheFence, Optional<EncodedSnapshot> found) {
        Revision revision = EncodedSnapshot.revisionOf(found);
        if (revision.isBefore(cacheFence)) {
            truth.contradict(question.environment(), found);
        }
        if (revision.isBefore(question.atLeast())) {
            return Future.failedFuture(new RevisionNotReached(question.atLeast(), revision));
        }
        observer.answered(Source.POSTGRES);
        return Future.succeededFuture(
                new Reading<>(question.pick().apply(found), revision, result, Source.POSTGRES, "-", Duration.ZERO));
    }

    /**
     * Asks the store.
     *
     * @param cacheFence why this read may not share a flight from before the change that the cache speaks of. It is not
     *     ours: we have seen nothing of that revision, and could not answer at all if the store were gone with it
     */
    private Future<Optional<EncodedSnapshot>> load(Question<?> question, Revision cacheFence, boolean hasAnswer) {
        Revision floor = floor(question).or(cacheFence);
        return hasAnswer ? truth.loadSoon(question.environment(), floor) : truth.load(question.environment(), floor);
    }

    private <T> Future<Reading<T>> lastKnownGood(Question<T> question, CacheResult result, Throwable failure) {
        return usable(question)
                .map(kept -> {
                    // It may be above it, as in the near cache.
                    state.fence().raise(question.environment(), kept.snapshot().revision());
                    observer.answered(Source.STALE);
                    return Future.succeededFuture(new Reading<>(
                            question.pick().apply(Optional.of(kept.snapshot())),
                            kept.snapshot().revision(),
                            result,
                            Source.STALE,
                            "-",
                            state.lastKnownGood().age(kept)));
                })
                .orElseGet(() -> Future.failedFuture(
                        isOnItsWay(question)
                                ? BackendUnavailable.late(Backend.POSTGRES, "more was shown than is kept", failure)
                                : failure));
    }

    /**
     * Whether clients were shown a part of what would be an answer, and the whole of it is still to come: from whoever they
     * had it from, a little later.
     */
    private boolean isOnItsWay(Question<?> question) {
        Environment environment = question.environment();
        Revision shown = state.fence().shown(environment);
        Revision kept = EncodedSnapshot.revisionOf(
                state.lastKnownGood().find(environment).map(LastKnownGood.Kept::snapshot));
        return kept.isBefore(shown)
                && !shown.isBefore(question.atLeast())
                && state.catchUps().isUnderWay(environment);
    }

    /**
     * The last known good, if it is an answer: not below what clients were shown, though it may be below what was heard of.
     * The fence is asked each time: it may have risen in between.
     */
    private Optional<LastKnownGood.Kept> usable(Question<?> question) {
        return state.lastKnownGood()
                .find(question.environment(), staleIfError)
                .filter(kept -> !kept.snapshot().revision().isBefore(question.lastFloor(state.fence())));
    }

    private Revision floor(Question<?> question) {
        return question.floor(state.fence());
    }
}
