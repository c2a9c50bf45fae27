package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers reads: from the gateway's own memory if that is asked for, else from the cache, else from the store, else from
 * the last known good; at every rung with nothing older than the fence and than what the caller asks for.
 *
 * <p>Belongs to one event loop; what it shares with the other loops of the gateway is in {@link ReadState}.
 *
 * <p>All reads fail with {@link BackendUnavailable} if no rung can answer, and with {@link RevisionNotReached} if the store
 * says that what the caller asks for does not exist.
 */
public final class FlagReader {
    private final FlagCache cache;
    private final Optional<NearCache> near;
    private final Truth truth;
    private final Ladder ladder;
    private final ReadState state;
    private final ReadObserver observer;
    private final Insistence insistence;
    private final Admission admission;
    private final Map<Environment, Future<Lookup<EncodedSnapshot>>> lookups = new HashMap<>();

    /** @param insistence of reads that nobody could answer */
    public FlagReader(
            FlagCache cache,
            FlagStore store,
            ReadState state,
            ReadObserver observer,
            ReadRules rules,
            Insistence insistence) {
        this(
                cache,
                store,
                state,
                observer,
                rules,
                insistence,
                new Admission.Fenced(state.hearing(), state.cacheResets()),
                new Patience.Timed());
    }

    /**
     * @param insistence of reads that nobody could answer
     * @param patience with a store that hangs, of those who have something else to answer with
     */
    FlagReader(
            FlagCache cache,
            FlagStore store,
            ReadState state,
            ReadObserver observer,
            ReadRules rules,
            Insistence insistence,
            Admission admission,
            Patience patience) {
        this.insistence = insistence;
        this.admission = admission;
        this.cache = cache;
        this.state = state;
        this.observer = observer;
        this.near = rules.near().map(lifetime -> new NearCache(state, admission, lifetime, this::renew));
        this.truth = new Truth(store, cache, state, observer, rules.defaultEnvironment(), patience, admission);
        this.ladder = new Ladder(truth, state, observer, rules.staleIfError(), admission);
    }

    /** One flag; empty if there is no such flag, or no such environment. */
    public Future<Reading<Optional<EncodedFlag>>> flag(Environment environment, FlagKey key, Revision atLeast) {
        Question<Optional<EncodedFlag>> question = question(
                environment,
                atLeast,
                found -> found.flatMap(all -> all.flag(key)),
                (flag, revision) -> flag.map(EncodedFlag::revision).orElse(revision));
        return answer(
                question, () -> ladder.answer(question, cache.flag(environment, key, question.floor(state.fence()))));
    }

    /** All flags of an environment; empty if there is no such environment. */
    public Future<Reading<Optional<EncodedSnapshot>>> list(Environment environment, Revision atLeast) {
        Question<Optional<EncodedSnapshot>> question =
                question(environment, atLeast, Function.identity(), (all, revision) -> revision);
        return answer(question, () -> byWhole(question));
    }

    /**
     * From memory alone, if what it has may be answered with and holds what is asked for. Otherwise nothing was asked and
     * nothing is counted.
     *
     * @param pick takes from a snapshot what is asked for
     */
    public <T> Optional<Reading<T>> atOnce(Environment environment, Function<EncodedSnapshot, Optional<T>> pick) {
        return near.flatMap(memory -> memory.find(environment, Revision.NONE))
                .flatMap(all -> pick.apply(all).map(found -> {
                    observer.nearAsked(true);
                    return remembered(found, all.revision());
                }));
    }

    /**
     * Reads an environment from the store, whatever is at hand: if the store says less than what was heard of it, what is
     * at hand goes. Fails with {@link BackendUnavailable}.
     */
    Future<Void> reload(Environment environment) {
        return truth.load(environment, state.fence().of(environment)).mapEmpty();
    }

    /**
     * Asks the store whether what is at hand is still the truth, before the next read has to; if it does not answer soon, no
     * read waits for it.
     */
    void ascertain(Environment environment) {
        // It takes note of what it finds itself.
        Future<?> unused = truth.ascertain(environment, state.fence().of(environment));
    }

    /** Fills the cache with a change that is in memory already, so that no read of another gateway has to. */
    void share(Environment environment, Revision committed) {
        if (near.isPresent()) {
            state.lastKnownGood()
                    .truth(environment)
                    .filter(snapshot -> snapshot.revision().equals(committed))
                    .ifPresent(truth::publish);
        }
    }

    private <T> Question<T> question(
            Environment environment,
            Revision atLeast,
            Function<Optional<EncodedSnapshot>, T> pick,
            BiFunction<T, Revision, Revision> shown) {
        return new Question<>(environment, atLeast, pick, shown, () -> catchUp(environment));
    }

    /** @param past asks the cache for what is asked for and no more */
    private <T> Future<Reading<T>> answer(Question<T> question, Supplier<Future<Reading<T>>> past) {
        if (near.isEmpty()) {
            return insistence.on(past);
        }
        Optional<Reading<T>> there = fromMemory(question);
        observer.nearAsked(there.isPresent());
        return there.map(Future::succeededFuture)
                .orElseGet(() -> insistence.on(() -> isToFill(question) ? byWhole(question) : past.get()));
    }

    /**
     * Not where memory has something that may not be believed now, or is old: the whole from the cache would be no more, and
     * that is no use for reading it for each answer.
     */
    private boolean isToFill(Question<?> question) {
        Environment environment = question.environment();
        return state.lastKnownGood()
                .find(environment)
                .map(kept -> kept.snapshot().revision().isBefore(state.fence().of(environment))
                        && state.hearing().isCurrent(environment))
                .orElse(true);
    }

    /** Asks the cache for the whole, and keeps it if it is an answer. */
    private <T> Future<Reading<T>> byWhole(Question<T> question) {
        Future<Lookup<EncodedSnapshot>> asked = snapshot(question.environment(), question.floor(state.fence()));
        return asked.transform(ended -> {
            if (ended.succeeded() && ended.result() instanceof Lookup.Hit<EncodedSnapshot> hit) {
                Question<T> keeping =
                        question.catchingUpBy(() -> state.lastKnownGood().offerCached(hit.value()));
                return ladder.answer(keeping, picked(question, asked));
            }
            // Another event loop may have been sooner.
            return fromMemory(question)
                    .map(Future::succeededFuture)
                    .orElseGet(() -> ladder.answer(question, picked(question, asked)));
        });
    }

    private static <T> Future<Lookup<T>> picked(Question<T> question, Future<Lookup<EncodedSnapshot>> asked) {
        return asked.map(found -> found.map(all -> question.pick().apply(Optional.of(all))));
    }

    private <T> Optional<Reading<T>> fromMemory(Question<T> question) {
        return near.flatMap(memory -> {
            Optional<EncodedSnapshot> found = memory.find(question.environment(), question.atLeast());
            return found.isPresent() || memory.isKnownAbsent(question)
                    ? Optional.of(remembered(question.pick().apply(found), EncodedSnapshot.revisionOf(found)))
                    : Optional.empty();
        });
    }

    private <T> Reading<T> remembered(T found, Revision revision) {
        observer.answered(Source.NEAR);
        return new Reading<>(found, revision, CacheResult.HIT, Source.NEAR, "-", Duration.ZERO);
    }

    /** Reads it anew behind the answer, once for the gateway. */
    private void renew(Environment environment) {
        if (state.catchUps().begin(environment)) {
            // If it cannot be had, the next read tries; once the lifetime is over, the cache answers until it is there.
            Future<?> unused = truth.loadAnew(environment, state.fence().of(environment))
                    .onComplete(done -> state.catchUps().end(environment));
        }
    }

    /** The whole from the cache, asked for once by all who want it at the same time; it may be below the floor of some. */
    private Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision floor) {
        Future<Lookup<EncodedSnapshot>> underWay = lookups.get(environment);
        if (underWay != null) {
            return underWay;
        }
        Future<Lookup<EncodedSnapshot>> asked = cache.snapshot(environment, floor);
        if (!asked.isComplete()) {
            lookups.put(environment, asked);
            asked.onComplete(ended -> lookups.remove(environment));
        }
        return asked;
    }

    /** Gets the whole of what an answer showed a part of, behind the answer, so that there is a last known good. */
    private void catchUp(Environment environment) {
        if (state.catchUps().begin(environment)) {
            Future<Lookup<EncodedSnapshot>> unused = snapshot(
                            environment, state.fence().of(environment))
                    .onSuccess(this::keep)
                    .onComplete(done -> state.catchUps().end(environment));
        }
    }

    /** What would not be an answer is not kept for one either. */
    private void keep(Lookup<EncodedSnapshot> lookup) {
        if (lookup instanceof Lookup.Hit<EncodedSnapshot> hit) {
            Environment environment = hit.value().environment();
            if (!state.fence().of(environment).isBefore(hit.revision())
                    && admission.believed(environment, /* saidByStore= */ false)) {
                state.lastKnownGood().offerCached(hit.value());
            }
        }
    }
}
