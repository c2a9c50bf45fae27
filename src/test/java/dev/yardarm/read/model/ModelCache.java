package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Redis as one gateway reaches it: requests in any order, lost or done twice, done and taken for failed, done long after they
 * were given up. An invalidation that failed is tried again until it is done, as {@code PendingInvalidations} does.
 */
final class ModelCache implements FlagCache {
    /** Nodes are named after what they have promised, so that an answer says by itself what it is to be judged by. */
    private static final String[] NODES = IntStream.range(0, History.MOST_REVISIONS)
            .mapToObj(promised -> "promised-" + promised)
            .toArray(String[]::new);

    private final World world;
    private final Gateway owner;

    ModelCache(World world, Gateway owner) {
        this.world = world;
        this.owner = owner;
    }

    /** What the node that a reading is from had promised not to fall below when it answered. */
    static long promisedBy(String node) {
        return Long.parseLong(node, "promised-".length(), node.length(), 10);
    }

    // Reads.

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        return snapshot(environment, wanted).map(lookup -> FlagCache.parts(lookup, keys));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        int index = World.ENVIRONMENT.indexOf(environment);
        Promise<Lookup<EncodedSnapshot>> promise = Promise.promise();
        long deadline = world.now() + Bounds.CACHE_CALL;
        world.scheduler()
                .add(new Pending(
                        deadline,
                        () -> look(index, wanted, deadline, promise),
                        () -> owner.ifAlive(() -> away(promise))));
        return promise.future();
    }

    private void look(int index, Revision wanted, long deadline, Promise<Lookup<EncodedSnapshot>> promise) {
        if (world.redis().isAway() || world.fault(12)) {
            owner.ifAlive(() -> away(promise));
            return;
        }
        boolean replicaFirst = world.dice().oneIn(2);
        CachedHash found = world.redis().look(index, replicaFirst);
        if (found.revision() < wanted.value() && !world.fault(3)) {
            CachedHash other = world.redis().look(index, !replicaFirst);
            found = other.revision() >= found.revision() ? other : found;
        }
        Lookup<EncodedSnapshot> answer = lookup(found);
        world.note(owner, "redis answers for {} with {}, fence {}", index, found.revision(), found.fence());
        world.scheduler()
                .add(new Pending(
                        deadline,
                        () -> owner.ifAlive(() -> answer(promise, answer)),
                        () -> owner.ifAlive(() -> away(promise))));
    }

    private Lookup<EncodedSnapshot> lookup(CachedHash found) {
        EncodedSnapshot snapshot = found.snapshot();
        if (snapshot != null) {
            return new Lookup.Hit<>(snapshot.revision(), snapshot, NODES[(int) found.promisedAt(world.now())]);
        }
        return found.fence() < 0
                ? new Lookup.Miss<>(Lookup.Reason.ABSENT)
                : new Lookup.Miss<>(Lookup.Reason.INVALIDATED, new Revision(found.fence()));
    }

    private void answer(Promise<Lookup<EncodedSnapshot>> promise, Lookup<EncodedSnapshot> answer) {
        world.note(owner, "redis' answer arrives");
        promise.complete(answer);
    }

    private void away(Promise<?> promise) {
        world.note(owner, "redis does not answer");
        promise.fail(new BackendUnavailable(Backend.REDIS, "away"));
    }

    // Writes.

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        int index = World.ENVIRONMENT.indexOf(snapshot.environment());
        return write(Scheduler.NEVER, () -> world.redis().publish(index, snapshot), () -> {});
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        int index = World.ENVIRONMENT.indexOf(environment);
        Runnable invalidate = () -> world.redis().invalidate(index, committed.value());
        long end = world.now() + Bounds.CACHE_LIFETIME;
        return write(world.now() + Bounds.CACHE_CALL, invalidate, () -> retryUntil(end, invalidate));
    }

    @Override
    public Future<Void> discard(Environment environment) {
        int index = World.ENVIRONMENT.indexOf(environment);
        return write(Scheduler.NEVER, () -> discard(index), () -> {});
    }

    private void discard(int index) {
        world.redis().discard(index);
        owner.told().drops(index, world.now());
    }

    /** @param failed is run if the gateway takes the write for failed, whether it is or not */
    private Future<Void> write(long deadline, Runnable write, Runnable failed) {
        Promise<Void> promise = Promise.promise();
        promise.future().onFailure(failure -> failed.run());
        world.scheduler()
                .add(new Pending(deadline, () -> arrive(deadline, write, promise), () -> givenUp(write, promise)));
        return promise.future();
    }

    private void arrive(long deadline, Runnable write, Promise<Void> promise) {
        if (world.redis().isAway() || world.fault(8)) {
            owner.ifAlive(() -> away(promise));
            return;
        }
        write.run();
        if (world.fault(10)) {
            world.scheduler().add(new Pending(Scheduler.NEVER, () -> again(write), () -> {}));
        }
        world.scheduler()
                .add(new Pending(
                        deadline,
                        () -> owner.ifAlive(() -> written(promise)),
                        () -> owner.ifAlive(() -> away(promise))));
    }

    private void written(Promise<Void> promise) {
        if (world.fault(10)) {
            away(promise);
        } else {
            promise.complete();
        }
    }

    /** It may yet be done, by a node that was only slow. */
    private void givenUp(Runnable write, Promise<Void> promise) {
        if (world.dice().oneIn(2)) {
            world.scheduler().add(new Pending(Scheduler.NEVER, () -> again(write), () -> {}));
        }
        owner.ifAlive(() -> away(promise));
    }

    private void again(Runnable write) {
        if (!world.redis().isAway()) {
            write.run();
        }
    }

    private void retryUntil(long end, Runnable invalidate) {
        world.scheduler().add(new Pending(end, () -> owner.ifAlive(() -> retry(end, invalidate)), () -> {}));
    }

    private void retry(long end, Runnable invalidate) {
        boolean reached = !world.redis().isAway() && !world.fault(6);
        if (reached) {
            invalidate.run();
        }
        if (!reached || world.fault(6)) {
            retryUntil(end, invalidate);
        }
    }
}
