package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The latest whole snapshot of each environment that this gateway has seen, to answer from when every backend fails.
 *
 * <p>One per gateway, for all threads. It does not decide what is too old: the fence and the reader do.
 */
public final class LastKnownGood {
    /** How exact the time of confirmation is; it is shown in seconds, and a write per read would make threads wait. */
    private static final Duration CONFIRMED_EVERY = Duration.ofMillis(250);

    private final InstantSource clock;
    private final ConcurrentMap<Environment, Kept> kept = new ConcurrentHashMap<>();

    public LastKnownGood(InstantSource clock) {
        this.clock = clock;
    }

    /** Who a snapshot is from. */
    public enum Origin {
        /** The store itself: this is what the truth was. */
        STORE,
        /** A cache, which may have lost a part. */
        CACHE,
        /**
         * An earlier process. What the store has gone through since is not known: it may have gone back, and have given the
         * revision to other content.
         */
        EARLIER_PROCESS
    }

    /**
     * A snapshot that is kept.
     *
     * @param confirmedAt when a backend last answered with its revision
     * @param loadedAt when a backend last answered this process with the whole of it
     */
    public record Kept(EncodedSnapshot snapshot, Instant confirmedAt, Origin origin, Instant loadedAt) {
        /** It has not been loaded by this one. */
        public static Kept ofEarlierProcess(EncodedSnapshot snapshot, Instant confirmedAt) {
            return new Kept(snapshot, confirmedAt, Origin.EARLIER_PROCESS, Instant.EPOCH);
        }

        private static Kept loaded(EncodedSnapshot snapshot, Origin origin, Instant now) {
            return new Kept(snapshot, now, origin, now);
        }

        boolean isTruth() {
            return origin == Origin.STORE;
        }

        /** Whether a snapshot of a revision says more. */
        private boolean isSurpassedBy(Revision other) {
            Revision revision = snapshot.revision();
            return revision.isBefore(other) || (origin == Origin.EARLIER_PROCESS && revision.equals(other));
        }

        Duration age(Instant now) {
            Duration age = Duration.between(confirmedAt, now);
            return age.isNegative() ? Duration.ZERO : age;
        }
    }

    /** Of all environments, by their names. */
    public List<SnapshotState> states() {
        Instant now = clock.instant();
        return kept.values().stream()
                .map(each -> new SnapshotState(
                        each.snapshot().environment(), each.snapshot().revision(), each.age(now)))
                .sorted(Comparator.comparing(state -> state.environment().value()))
                .toList();
    }

    /** All that is kept, in no order. */
    public List<Kept> all() {
        return List.copyOf(kept.values());
    }

    public Optional<Kept> find(Environment environment) {
        return Optional.ofNullable(kept.get(environment));
    }

    /** As {@link #find}, with what only the snapshot's age can tell: empty too if it is older than the limit. */
    public Optional<Kept> find(Environment environment, Duration mostAge) {
        Instant now = clock.instant();
        return find(environment).filter(found -> found.age(now).compareTo(mostAge) <= 0);
    }

    public Duration age(Kept found) {
        return found.age(clock.instant());
    }

    /** The latest that the store said; empty if what is kept is only what a cache said. */
    public Optional<EncodedSnapshot> truth(Environment environment) {
        return find(environment).filter(Kept::isTruth).map(Kept::snapshot);
    }

    /** Takes over what an earlier process kept, if nothing is there yet; returns whether it did. */
    boolean restore(EncodedSnapshot snapshot, Instant confirmedAt) {
        Kept restored = Kept.ofEarlierProcess(snapshot, confirmedAt);
        return kept.putIfAbsent(snapshot.environment(), restored) == null;
    }

    /** Takes over a snapshot that a cache has just answered with, if it says more than the one at hand. */
    public void offerCached(EncodedSnapshot snapshot) {
        Kept offered = Kept.loaded(snapshot, Origin.CACHE, clock.instant());
        kept.merge(
                snapshot.environment(),
                offered,
                (present, later) -> present.isSurpassedBy(snapshot.revision()) ? later : present);
    }

    /** Takes over a snapshot that the store has just answered with, if it is as late as the one at hand. */
    public void offer(EncodedSnapshot snapshot) {
        Kept offered = Kept.loaded(snapshot, Origin.STORE, clock.instant());
        kept.merge(
                snapshot.environment(),
                offered,
                (present, later) ->
                        snapshot.revision().isBefore(present.snapshot().revision()) ? present : later);
    }

    /** Takes over what the truth says, though it be lower than the one at hand. */
    public void replace(EncodedSnapshot truth) {
        kept.put(truth.environment(), Kept.loaded(truth, Origin.STORE, clock.instant()));
    }

    /** Drops what is there: the environment does not exist. */
    public void remove(Environment environment) {
        kept.remove(environment);
    }

    /**
     * Takes note that a backend has answered with a revision. Returns true if a whole snapshot of it says more than the
     * one at hand, so that it is worth getting.
     */
    public boolean confirm(Environment environment, Revision seen) {
        @Nullable Kept present = kept.get(environment);
        if (present == null || present.isSurpassedBy(seen)) {
            return true;
        }
        if (present.snapshot().revision().equals(seen)) {
            Instant now = clock.instant();
            if (present.age(now).compareTo(CONFIRMED_EVERY) > 0) {
                kept.replace(
                        environment, present, new Kept(present.snapshot(), now, present.origin(), present.loadedAt()));
            }
        }
        return false;
    }

    /**
     * Applies one committed change to the snapshot just before it; to any other it cannot be applied, nor to that of an
     * earlier process.
     */
    public void apply(Environment environment, Revision committed, UnaryOperator<EncodedSnapshot> change) {
        kept.computeIfPresent(
                environment,
                (same, present) -> present.snapshot().revision().value() + 1 == committed.value()
                                && present.origin() != Origin.EARLIER_PROCESS
                        ? new Kept(
                                change.apply(present.snapshot()), clock.instant(), present.origin(), present.loadedAt())
                        : present);
    }
}
