package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps a gateway in step with the changes that are made anywhere: raises its fence at once, and gets what it has in memory
 * anew before the next read asks for it.
 *
 * <p>A reading that names less than what has been seen is not believed at once: it may have been begun before that was
 * committed. The environment is read again then, and what the store says in the end is the truth ({@link Truth}).
 */
public final class ChangeFollower implements ChangeListener {
    private final ReadState state;
    private final FlagReader reader;
    /** The environments that the reading under way has named so far. */
    private Set<Environment> named = new HashSet<>();

    /** @param reader of the event loop on which this one is told */
    public ChangeFollower(ReadState state, FlagReader reader) {
        this.state = state;
        this.reader = reader;
    }

    @Override
    public void heard(Environment environment, Revision revision, Source source) {
        if (source != Source.FEED) {
            named.add(environment);
            if (revision.isBefore(seen(environment))) {
                verify(environment);
                return;
            }
        }
        state.fence().announce(environment, revision);
        boolean kept = state.lastKnownGood().find(environment).isPresent();
        if (kept && state.lastKnownGood().isSurpassedBy(environment, revision)) {
            // From the store, where it is for sure. If it cannot be had now, the next read gets it.
            Future<Void> unused = reader.reload(environment);
        } else if (source == Source.FEED) {
            reader.share(environment, revision);
        }
    }

    @Override
    public void wentBack(Environment environment, Revision heard, Revision found, Source source) {
        if (!found.equals(Revision.NONE)) {
            named.add(environment);
        }
        verify(environment);
    }

    @Override
    public void allHeard(Source source, Instant began) {
        Set<Environment> existing = named;
        named = new HashSet<>();
        state.existing(existing);
        state.hearing().allHeardAt(began);
        Set<Environment> doubtful = new HashSet<>(state.cacheResets().due());
        state.lastKnownGood().all().stream()
                .map(kept -> kept.snapshot().environment())
                .filter(environment -> !existing.contains(environment))
                .filter(environment -> !seen(environment).equals(Revision.NONE))
                .forEach(doubtful::add);
        doubtful.forEach(this::verify);
    }

    @Override
    public void confirmed(Instant until) {
        state.hearing().allHeardAt(until);
    }

    @Override
    public void feedChanged(FeedState changed) {
        boolean lost = state.hearing().feed() instanceof FeedState.Connected && changed instanceof FeedState.Away;
        state.hearing().feedIs(changed);
        if (lost) {
            state.lastKnownGood()
                    .all()
                    .forEach(kept -> reader.ascertain(kept.snapshot().environment()));
        }
    }

    /** The latest that may have been answered with. */
    private Revision seen(Environment environment) {
        return state.lastKnownGood()
                .find(environment)
                .map(kept -> kept.snapshot().revision())
                .orElse(Revision.NONE)
                .or(state.fence().of(environment));
    }

    /** Reads it again. If that fails, the next reading finds the same, and a read that asks the store likewise. */
    private void verify(Environment environment) {
        // So that the truth is measured by it.
        state.fence().hear(environment, seen(environment));
        Future<Void> unused = reader.reload(environment);
    }
}
