package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(FlagReader.class);

    /** As long as a read may wait for the cache: far more than a query takes, and little for whoever waits. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final FlagCache cache;
    private final FlagStore store;
    private final SingleFlight loads = new SingleFlight(this::loadAndPublish);
    /** Environments that the store has not answered for in time, and not since. */
    private final Set<Environment> silent = new HashSet<>();

    private final ReadState state;
    private final ReadObserver observer;
    private final Environment defaultEnvironment;
    private final Duration staleIfError;

    /**
     * @param defaultEnvironment exists even before its first change
     * @param staleIfError the greatest age of a last known good that is still an answer
     */
    public FlagReader(
            FlagCache cache,
            FlagStore store,
            ReadState state,
            ReadObserver observer,
            Environment defaultEnvironment,
            Duration staleIfError) {
        this.cache = cache;
        this.store = store;
        this.state = state;
        this.observer = observer;
        this.defaultEnvironment = defaultEnvironment;
        this.staleIfError = staleIfError;
    }

    /** One flag; empty if there is no such flag, or no such environment. */
    public Future<Reading<Optional<EncodedFlag>>> flag(Environment environment, FlagKey key, Revision atLeast) {
        return read(environment, atLeast, cache.flag(environment, key), found -> found.flatMap(all -> all.flag(key)));
    }

    /** All flags of an environment; empty if there is no such environment. */
    public Future<Reading<Optional<EncodedSnapshot>>> list(Environment environment, Revision atLeast) {
        Future<Lookup<Optional<EncodedSnapshot>>> cached =
                cache.snapshot(environment).map(FlagReader::optional).onSuccess(this::keep);
        return read(environment, atLeast, cached, Function.identity());
    }

    private <T> Future<Reading<T>> read(
            Environment environment,
            Revision atLeast,
            Future<Lookup<T>> cached,
            Function<Optional<EncodedSnapshot>, T> pick) {
        return cached.transform(answer -> {
            if (answer.failed() && !(answer.cause() instanceof BackendUnavailable)) {
                return Future.failedFuture(answer.cause());
            }
            Revision floor = state.fence().of(environment).or(atLeast);
            if (answer.succeeded()
                    && answer.result() instanceof Lookup.Hit<T> hit
                    && !hit.revision().isBefore(floor)) {
                return Future.succeededFuture(fromCache(environment, hit));
            }
            CacheResult result = unusable(environment, answer);
            return fromStore(environment, floor, atLeast, result, pick)
                    .recover(failure -> lastKnownGood(environment, atLeast, result, pick, failure));
        });
    }

    private <T> Reading<T> fromCache(Environment environment, Lookup.Hit<T> hit) {
        state.fence().raise(environment, hit.revision());
        state.cacheStates().hit(environment, hit.node());
        observer.cacheAsked(CacheResult.HIT);
        observer.answered(Source.REDIS);
        if (state.lastKnownGood().confirm(environment, hit.revision())) {
            catchUp(environment);
        }
        return new Reading<>(hit.value(), hit.revision(), CacheResult.HIT, Source.REDIS, hit.node(), Duration.ZERO);
    }

    /** Notes why the cache's answer cannot be used. */
    private <T> CacheResult unusable(Environment environment, io.vertx.core.AsyncResult<Lookup<T>> answer) {
        CacheResult result = CacheResult.MISS;
        if (answer.failed()) {
            result = CacheResult.UNAVAILABLE;
            state.cacheStates().unavailable(environment, (BackendUnavailable) answer.cause());
        } else if (answer.result() instanceof Lookup.Miss<T> miss) {
            state.cacheStates().missed(environment, miss.reason());
        } else {
            state.cacheStates().behindFence(environment);
        }
        observer.cacheAsked(result);
        return result;
    }

    private <T> Future<Reading<T>> fromStore(
            Environment environment,
            Revision floor,
            Revision atLeast,
            CacheResult cacheResult,
            Function<Optional<EncodedSnapshot>, T> pick) {
        return patiently(environment, floor, loads.load(environment, floor, known(environment)))
                .compose(found -> {
                    Revision revision = revisionOf(found);
                    if (revision.isBefore(atLeast)) {
                        return Future.failedFuture(new RevisionNotReached(atLeast, revision));
                    }
                    observer.answered(Source.POSTGRES);
                    return Future.succeededFuture(new Reading<>(
                            pick.apply(found), revision, cacheResult, Source.POSTGRES, "-", Duration.ZERO));
                });
    }

    /**
     * With a last known good to answer with, nobody waits for a store that hangs for as long as it may take; and once one
     * has waited in vain, no other does until the store has answered. What it finds in the end is taken note of all the same.
     */
    private Future<Optional<EncodedSnapshot>> patiently(
            Environment environment, Revision floor, Future<Optional<EncodedSnapshot>> load) {
        if (load.isComplete() || usable(environment, floor).isEmpty()) {
            return load;
        }
        if (silent.contains(environment)) {
            return Future.failedFuture(new BackendUnavailable(Backend.POSTGRES, "the store is silent"));
        }
        return load.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).recover(failure -> {
            if (!(failure instanceof TimeoutException)) {
                return Future.failedFuture(failure);
            }
            silent.add(environment);
            return Future.failedFuture(new BackendUnavailable(Backend.POSTGRES, "no answer in time", failure));
        });
    }

    private Optional<LastKnownGood.Kept> usable(Environment environment, Revision floor) {
        return state.lastKnownGood()
                .find(environment, staleIfError)
                .filter(kept -> !kept.snapshot().revision().isBefore(floor));
    }

    private <T> Future<Reading<T>> lastKnownGood(
            Environment environment,
            Revision atLeast,
            CacheResult cacheResult,
            Function<Optional<EncodedSnapshot>, T> pick,
            Throwable failure) {
        if (!(failure instanceof BackendUnavailable)) {
            return Future.failedFuture(failure);
        }
        // The fence is asked again: it may have risen while the store was tried.
        Revision floor = state.fence().of(environment).or(atLeast);
        return usable(environment, floor)
                .map(kept -> {
                    observer.answered(Source.STALE);
                    return Future.succeededFuture(new Reading<>(
                            pick.apply(Optional.of(kept.snapshot())),
                            kept.snapshot().revision(),
                            cacheResult,
                            Source.STALE,
                            "-",
                            state.lastKnownGood().age(kept)));
                })
                .orElseGet(() -> Future.failedFuture(failure));
    }

    /** One flight: what it finds is taken note of once, however many wait for it. */
    private Future<Optional<EncodedSnapshot>> loadAndPublish(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        Revision fence = state.fence().of(environment);
        return store.load(environment, floor.or(fence), known)
                .onSuccess(answered -> silent.remove(environment))
                .map(found -> found.or(() -> implied(environment)))
                .compose(found -> revisionOf(found).isBefore(fence)
                        ? wentBack(environment, fence, found)
                        : adopt(environment, found));
    }

    private Future<Optional<EncodedSnapshot>> adopt(Environment environment, Optional<EncodedSnapshot> found) {
        found.ifPresentOrElse(
                snapshot -> {
                    state.fence().raise(environment, snapshot.revision());
                    state.lastKnownGood().offer(snapshot);
                    publish(snapshot);
                },
                () -> state.cacheStates().forget(environment));
        return Future.succeededFuture(found);
    }

    /**
     * The store was asked after the fence stood where it stood, and yet answers lower. So it has lost what was seen of it,
     * or what was seen was never true; either way it is the truth, and what is above it has to go.
     */
    private Future<Optional<EncodedSnapshot>> wentBack(
            Environment environment, Revision fence, Optional<EncodedSnapshot> truth) {
        Revision revision = revisionOf(truth);
        if (!state.fence().lower(environment, fence, revision)) {
            return loadAndPublish(environment, revision, truth);
        }
        observer.databaseWentBack();
        LOG.atWarn()
                .addKeyValue("environment", environment)
                .addKeyValue("revision_seen", fence.value())
                .addKeyValue("revision", revision.value())
                .log("Database is behind what was seen of it, caches are reset");
        truth.ifPresentOrElse(
                state.lastKnownGood()::replace, () -> state.lastKnownGood().remove(environment));
        // The caller has its answer whatever becomes of the cache; if this fails, the next read finds it again.
        Future<Void> unused = cache.discard(environment).onSuccess(gone -> truth.ifPresent(this::publish));
        return Future.succeededFuture(truth);
    }

    /** Fills the cache behind the answer: a failure is the cache's affair and shows at the next read. */
    private void publish(EncodedSnapshot snapshot) {
        Future<Void> unused = cache.publish(snapshot);
    }

    /** Gets the whole of what an answer showed a part of, behind the answer, so that there is a last known good. */
    private void catchUp(Environment environment) {
        if (state.catchUps().begin(environment)) {
            Future<Lookup<EncodedSnapshot>> unused = cache.snapshot(environment)
                    .onSuccess(lookup -> keep(optional(lookup)))
                    .onComplete(done -> state.catchUps().end(environment));
        }
    }

    private void keep(Lookup<Optional<EncodedSnapshot>> lookup) {
        if (lookup instanceof Lookup.Hit<Optional<EncodedSnapshot>> hit) {
            hit.value().ifPresent(state.lastKnownGood()::offer);
        }
    }

    private Optional<EncodedSnapshot> known(Environment environment) {
        return state.lastKnownGood().find(environment).map(LastKnownGood.Kept::snapshot);
    }

    private Optional<EncodedSnapshot> implied(Environment environment) {
        return environment.equals(defaultEnvironment)
                ? Optional.of(EncodedSnapshot.empty(environment))
                : Optional.empty();
    }

    private static Revision revisionOf(Optional<EncodedSnapshot> found) {
        return found.map(EncodedSnapshot::revision).orElse(Revision.NONE);
    }

    private static Lookup<Optional<EncodedSnapshot>> optional(Lookup<EncodedSnapshot> lookup) {
        if (lookup instanceof Lookup.Hit<EncodedSnapshot> hit) {
            return new Lookup.Hit<>(hit.revision(), Optional.of(hit.value()), hit.node());
        }
        return new Lookup.Miss<>(((Lookup.Miss<EncodedSnapshot>) lookup).reason());
    }
}
