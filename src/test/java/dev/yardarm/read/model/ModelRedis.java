package dev.yardarm.read.model;

import dev.yardarm.read.EncodedSnapshot;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A shard of Redis: a primary, and a replica that follows it at its own pace and in order. A failover makes the replica the
 * primary as it stands, and what it had not heard of is lost.
 */
final class ModelRedis {
    private final World world;
    private final CachedHash[] primary = new CachedHash[World.ENVIRONMENTS];
    private final CachedHash[] replica = new CachedHash[World.ENVIRONMENTS];
    private final Deque<Copied> underWay = new ArrayDeque<>();
    private boolean away;

    private record Copied(int environment, CachedHash hash) {}

    ModelRedis(World world) {
        this.world = world;
        Arrays.fill(primary, CachedHash.ABSENT);
        Arrays.fill(replica, CachedHash.ABSENT);
    }

    boolean isAway() {
        return away;
    }

    void away(boolean now) {
        world.note(now ? "redis is away" : "redis is back");
        away = now;
    }

    /** What a node holds. */
    CachedHash look(int environment, boolean atReplica) {
        return (atReplica ? replica : primary)[environment].at(world.now());
    }

    void publish(int environment, EncodedSnapshot snapshot) {
        CachedHash after = look(environment, false).published(snapshot, world.now(), world.rules());
        long revision = snapshot.revision().value();
        world.note(
                after.revision() == revision ? "redis: publish of {} {} is done" : "redis: publish of {} {} is refused",
                environment,
                revision);
        write(environment, after);
    }

    void invalidate(int environment, long committed) {
        world.note("redis: invalidate of {} {}", environment, committed);
        write(environment, look(environment, false).invalidated(committed, world.now(), world.rules()));
    }

    void discard(int environment) {
        world.note("redis: discard of {}", environment);
        write(environment, CachedHash.ABSENT);
    }

    /** Somebody puts in what the store never had. */
    void poison(int environment, EncodedSnapshot madeUp) {
        note("redis is poisoned with {} at {}", environment, madeUp);
        write(environment, look(environment, false).poisoned(madeUp, CachedHash.NO_FENCE, world.now()));
    }

    /** Somebody puts in the fence of what the store never had. */
    void poisonFence(int environment, EncodedSnapshot madeUp) {
        note("redis is poisoned with the fence of {} at {}", environment, madeUp);
        long fence = madeUp.revision().value();
        write(environment, look(environment, false).poisoned(null, fence, world.now()));
    }

    private void note(String what, int environment, EncodedSnapshot snapshot) {
        world.note(what, environment, snapshot.revision().value());
    }

    private void write(int environment, CachedHash after) {
        primary[environment] = after;
        underWay.add(new Copied(environment, after));
    }

    /** Both hold it from the beginning. */
    void begin(int environment, EncodedSnapshot snapshot, boolean replicated) {
        primary[environment] = CachedHash.ABSENT.published(snapshot, world.now(), Rules.ALL);
        if (replicated) {
            replica[environment] = primary[environment];
        }
    }

    /** Whether the replica has not heard of all writes. */
    boolean isReplicating() {
        return !underWay.isEmpty();
    }

    /** The replica hears of one more write, if there is one. */
    boolean replicateOne() {
        Copied next = underWay.poll();
        if (next == null) {
            return false;
        }
        world.note(
                "redis: replica has {} as of {}",
                next.environment(),
                next.hash().revision());
        replica[next.environment()] = next.hash();
        return true;
    }

    void failOver() {
        world.note("redis fails over, {} writes are lost", underWay.size());
        underWay.clear();
        System.arraycopy(replica, 0, primary, 0, replica.length);
    }

    void flush() {
        world.note("redis is flushed");
        underWay.clear();
        Arrays.fill(primary, CachedHash.ABSENT);
        Arrays.fill(replica, CachedHash.ABSENT);
    }
}
