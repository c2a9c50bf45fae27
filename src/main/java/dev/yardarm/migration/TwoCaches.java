package dev.yardarm.migration;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Two caches as one: each read goes to one of them, by the share of the migration, and whatever is written goes to both. What
 * becomes of one never matters to the other; that either may be behind is what the fence is for.
 *
 * <p>Belongs to one event loop.
 */
public final class TwoCaches implements FlagCache {
    private final CurrentMigration migration;
    private final FlagCache from;
    private final FlagCache to;

    public TwoCaches(CurrentMigration migration, FlagCache from, FlagCache to) {
        this.migration = migration;
        this.from = new MeasuredCache(from, () -> migration.recorder(Side.FROM));
        this.to = new MeasuredCache(to, () -> migration.recorder(Side.TO));
    }

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        if (!migration.isKnown()) {
            return oneOrOther(
                    from.flags(environment, keys, wanted),
                    found -> found.values().stream().allMatch(each -> MeasuredCache.isHit(each, wanted)),
                    () -> to.flags(environment, keys, wanted));
        }
        Side side = migration.draw();
        Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> answer = of(side).flags(environment, keys, wanted);
        if (migration.drawShadow()) {
            Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> other =
                    of(side == Side.FROM ? Side.TO : Side.FROM).flags(environment, keys, wanted);
            compare(environment, side == Side.FROM ? answer : other, side == Side.FROM ? other : answer);
        }
        return answer;
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        if (!migration.isKnown()) {
            return oneOrOther(
                    from.snapshot(environment, wanted),
                    found -> MeasuredCache.isHit(found, wanted),
                    () -> to.snapshot(environment, wanted));
        }
        return of(migration.draw()).snapshot(environment, wanted);
    }

    private FlagCache of(Side side) {
        return side == Side.FROM ? from : to;
    }

    /**
     * As long as the store has not told the share, as after a start without it: what one does not have, the other may, and
     * perhaps nobody else.
     */
    private static <T> Future<T> oneOrOther(Future<T> one, Predicate<T> isAnswer, Supplier<Future<T>> other) {
        return one.transform(ended -> ended.succeeded() && isAnswer.test(ended.result())
                ? one
                : other.get().recover(alsoFailed -> one));
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        return both(cache -> cache.publish(snapshot));
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        return both(cache -> cache.invalidate(environment, committed));
    }

    @Override
    public Future<Void> discard(Environment environment) {
        return both(cache -> cache.discard(environment));
    }

    /** Ends when both have, and fails if one does. */
    private Future<Void> both(Function<FlagCache, Future<Void>> operation) {
        return Future.join(operation.apply(from), operation.apply(to)).mapEmpty();
    }

    /**
     * Asks both for one flag of a snapshot that is at hand; says whether the new one has answered.
     *
     * @param missing is told of a cache that answers and does not have the snapshot
     */
    Future<Boolean> sample(EncodedSnapshot snapshot, FlagKey key, Consumer<Side> missing) {
        Environment environment = snapshot.environment();
        Set<FlagKey> keys = Set.of(key);
        Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> former = from.flags(environment, keys, snapshot.revision());
        Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> next = to.flags(environment, keys, snapshot.revision());
        compare(environment, former, next);
        former.onSuccess(found -> tellIfMissing(found.get(key), Side.FROM, missing));
        next.onSuccess(found -> tellIfMissing(found.get(key), Side.TO, missing));
        return Future.join(former, next).transform(ended -> Future.succeededFuture(next.succeeded()));
    }

    private static void tellIfMissing(@Nullable Lookup<?> found, Side side, Consumer<Side> missing) {
        if (!(found instanceof Lookup.Hit)) {
            missing.accept(side);
        }
    }

    /** Gives one of both what it does not have. */
    Future<Void> fill(Side side, EncodedSnapshot snapshot) {
        return of(side).publish(snapshot);
    }

    private void compare(
            Environment environment,
            Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> one,
            Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> other) {
        Comparisons comparisons = migration.comparisons();
        Future<?> unused = Future.all(one, other)
                .onSuccess(both -> one.result().forEach((key, found) -> {
                    Lookup<Optional<EncodedFlag>> there = other.result().get(key);
                    if (there != null) {
                        comparisons.compare(environment, key, found, there);
                    }
                }))
                .onFailure(failure -> comparisons.unavailable());
    }
}
