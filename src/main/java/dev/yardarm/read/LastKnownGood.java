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
    private final InstantSource clock;
    private final Heard heard;
    private final ConcurrentMap<Environment, Kept> kept = new ConcurrentHashMap<>();

    LastKnownGood(InstantSource clock, Heard heard) {
        this.clock = clock;
        this.heard = heard;
    }

    /** What has been heard of the store. */
    interface Heard {

        /** Up to when all changes of an environment have been heard of. */
        Instant until(Environment environment);

        /** The latest of them. */
        Revision latest(Environment environment);
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
     * @param confirmedAt up to when it is known to be what the store has, as far as that was known when it was kept
     * @param loadedAt when a backend last answered this process with the whole of it
     */
    public record Kept(EncodedSnapshot snapshot, Instant confirmedAt, Origin origin, Instant loadedAt) {
        /** It has not been loaded by this one. */
        public static Kept ofEarlierProcess(EncodedSnapshot snapshot, Instant confirmedAt) {
            return new Kept(snapshot, confirmedAt, Origin.EARLIER_PROCESS, Instant.EPOCH);
        }

        boolean isTruth() {
            return origin == Origin.STORE;
        }

        /** Whether a snapshot of a revision says more. */
        private boolean isSurpassedBy(Revision other) {
            Revision revision = snapshot.revision();
            return revision.isBefore(other) || (origin == Origin.EARLIER_PROCESS && revision.equals(other));
        }
    }

    /** Of all environments, by their names. */
    public List<SnapshotState> states() {
        return kept.values().stream()
                .map(each -> new SnapshotState(
                        each.snapshot().environment(), each.snapshot().revision(), each.origin(), age(each)))
                .sorted(Comparator.comparing(state -> state.environment().value()))
                .toList();
    }

    /** All that is kept, in no order, each with what is known of it now. */
    public List<Kept> all() {
        return kept.values().stream().map(this::asKnown).toList();
    }

    public Optional<Kept> find(Environment environment) {
        return Optional.ofNullable(kept.get(environment));
    }

    /** As {@link #find}, with what only the snapshot's age can tell: empty too if it is older than the limit. */
    public Optional<Kept> find(Environment environment, Duration mostAge) {
        return find(environment).filter(found -> age(found).compareTo(mostAge) <= 0);
    }

    /**
     * For how long it has not been known to be what the store has. Of the environment's latest revision all that is heard of
     * the store is a confirmation, whoever it came from; of what an earlier process kept, only what was known then.
     */
    public Duration age(Kept found) {
        Duration age = Duration.between(confirmedUntil(found), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private Instant confirmedUntil(Kept found) {
        Environment environment = found.snapshot().environment();
        if (found.origin() == Origin.EARLIER_PROCESS
                || !found.snapshot().revision().equals(heard.latest(environment))) {
            return found.confirmedAt();
        }
        Instant until = heard.until(environment);
        return until.isAfter(found.confirmedAt()) ? until : found.confirmedAt();
    }

    private Kept asKnown(Kept found) {
        return new Kept(found.snapshot(), confirmedUntil(found), found.origin(), found.loadedAt());
    }

    private Kept loaded(EncodedSnapshot snapshot, Origin origin) {
        return new Kept(snapshot, heard.until(snapshot.environment()), origin, clock.instant());
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
        Kept offered = loaded(snapshot, Origin.CACHE);
        kept.merge(
                snapshot.environment(),
                offered,
                (present, later) -> present.isSurpassedBy(snapshot.revision()) ? later : present);
    }

    /**
     * Takes over a snapshot that the store has just answered with, if it is as late as the one at hand. If it is that one,
     * the store has said that it is at its revision, and nothing was loaded.
     */
    // The same one, and not one that was loaded and is equal.
    @SuppressWarnings("ReferenceEquality")
    public void offer(EncodedSnapshot snapshot) {
        Kept offered = loaded(snapshot, Origin.STORE);
        kept.merge(snapshot.environment(), offered, (present, later) -> {
            if (snapshot.revision().isBefore(present.snapshot().revision())) {
                return present;
            }
            return present.snapshot() == snapshot
                    ? new Kept(snapshot, later.confirmedAt(), later.origin(), present.loadedAt())
                    : later;
        });
    }

    /** Takes over what the truth says, though it be lower than the one at hand. */
    public void replace(EncodedSnapshot truth) {
        kept.put(truth.environment(), loaded(truth, Origin.STORE));
    }

    /** Drops what is there: the environment does not exist, or how far back the store has lost it is not known. */
    public void remove(Environment environment) {
        kept.remove(environment);
    }

    /** Whether a whole snapshot of a revision says more than the one at hand, so that it is worth getting. */
    public boolean isSurpassedBy(Environment environment, Revision seen) {
        @Nullable Kept present = kept.get(environment);
        return present == null || present.isSurpassedBy(seen);
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
                                change.apply(present.snapshot()),
                                heard.until(environment),
                                present.origin(),
                                present.loadedAt())
                        : present);
    }
}
