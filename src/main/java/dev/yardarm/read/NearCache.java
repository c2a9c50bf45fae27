package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.LastKnownGood.Kept;
import java.time.Duration;
import java.util.Optional;

/**
 * The snapshots in the gateway's own memory, as a cache: what is at or above the fence is answered without asking anybody,
 * while the fence is known to tell of all changes ({@link Admission}) and for a lifetime at most.
 *
 * <p>One per event loop, over what they share.
 */
final class NearCache {
    private final ReadState state;
    private final Admission admission;
    private final Duration lifetime;
    private final Duration refreshAfter;

    /** @param lifetime of a snapshot without being read anew */
    NearCache(ReadState state, Admission admission, Duration lifetime) {
        this.state = state;
        this.admission = admission;
        this.lifetime = lifetime;
        this.refreshAfter = lifetime.multipliedBy(3).dividedBy(4);
    }

    /** A snapshot to answer with, as the fence then knows; empty if there is none, or none that may be answered with. */
    Optional<EncodedSnapshot> find(Question<?> question) {
        Environment environment = question.environment();
        if (!admission.unasked(environment)) {
            return Optional.empty();
        }
        Fence.Mark fence = state.fence().mark(environment);
        Revision floor = fence.known().or(question.atLeast());
        Optional<EncodedSnapshot> found = state.lastKnownGood()
                .find(environment)
                .filter(kept -> admission.ofKept(kept.snapshot().revision(), floor))
                .filter(kept -> isYoungerThan(lifetime, kept))
                .map(Kept::snapshot);
        // It may be above it, if it came from a cache whose answer another read has still to have confirmed.
        found.ifPresent(snapshot -> state.fence().raise(environment, fence, snapshot.revision()));
        return found;
    }

    /**
     * Whether the store is known to have no such environment, by the same rules: then there is nothing to answer with, and
     * nobody to ask. Nothing is kept of names that clients make up, since those that exist are known.
     */
    boolean isKnownAbsent(Question<?> question) {
        Environment environment = question.environment();
        return admission.unasked(environment)
                && admission.ofKept(Revision.NONE, question.floor(state.fence()))
                && state.isAbsent(environment);
    }

    /** Whether the one at hand ought to be read anew: soon it may not be answered with, or it may not by now. */
    boolean isDue(Environment environment) {
        return state.lastKnownGood()
                .find(environment)
                .filter(kept -> !isYoungerThan(refreshAfter, kept))
                .filter(kept -> admission.unasked(environment))
                .isPresent();
    }

    private boolean isYoungerThan(Duration age, Kept kept) {
        return Duration.between(kept.loadedAt(), state.now()).compareTo(age) < 0;
    }
}
