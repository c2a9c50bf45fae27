package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.LastKnownGood.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    private final Consumer<Environment> renewal;
    private final Duration refreshAfter;

    /**
     * Over what is kept.
     *
     * @param lifetime of a snapshot without being read anew
     * @param renewal begins to read an environment anew, unless that is under way
     */
    NearCache(ReadState state, Admission admission, Duration lifetime, Consumer<Environment> renewal) {
        this.state = state;
        this.admission = admission;
        this.lifetime = lifetime;
        this.renewal = renewal;
        this.refreshAfter = lifetime.multipliedBy(3).dividedBy(4);
    }

    /**
     * A snapshot to answer with, as the fence then knows; empty if there is none, or none that may be answered with. If it
     * ought to be read anew, because soon it may not be answered with, or may not by now, that is begun.
     */
    Optional<EncodedSnapshot> find(Environment environment, Revision atLeast) {
        Instant now = state.now();
        if (!admission.unasked(environment, now)) {
            return Optional.empty();
        }
        // Before what is kept is looked at: should the fence be lowered in between, that is of what was lost.
        Fence.Mark fence = state.fence().mark(environment);
        @Nullable Kept kept = state.lastKnownGood().find(environment).orElse(null);
        if (kept == null) {
            return Optional.empty();
        }
        EncodedSnapshot snapshot = kept.snapshot();
        Duration age = Duration.between(kept.loadedAt(), now);
        boolean isAnswer = age.compareTo(lifetime) < 0
                && admission.ofKept(snapshot.revision(), fence.known().or(atLeast));
        if (isAnswer) {
            // It may be above it, if it came from a cache whose answer another read has still to have confirmed.
            state.fence().raise(environment, fence, snapshot.revision());
        }
        if (age.compareTo(refreshAfter) >= 0) {
            renewal.accept(environment);
        }
        return isAnswer ? Optional.of(snapshot) : Optional.empty();
    }

    /**
     * Whether the store is known to have no such environment, by the same rules: then there is nothing to answer with, and
     * nobody to ask. Nothing is kept of names that clients make up, since those that exist are known.
     */
    boolean isKnownAbsent(Question<?> question) {
        Environment environment = question.environment();
        return admission.unasked(environment, state.now())
                && admission.ofKept(Revision.NONE, question.floor(state.fence()))
                && state.isAbsent(environment);
    }
}
