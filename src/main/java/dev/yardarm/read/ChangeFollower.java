package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;

/**
 * Keeps a gateway in step with the changes that are made anywhere: raises its fence at once, and gets what it has in memory
 * anew before the next read asks for it.
 */
public final class ChangeFollower implements ChangeListener {
    private final ReadState state;
    private final FlagReader reader;

    /** @param reader of the event loop on which this one is told */
    public ChangeFollower(ReadState state, FlagReader reader) {
        this.state = state;
        this.reader = reader;
    }

    @Override
    public void heard(Environment environment, Revision revision, Source source) {
        state.fence().hear(environment, revision);
        boolean kept = state.lastKnownGood().find(environment).isPresent();
        if (state.lastKnownGood().confirm(environment, revision) && kept) {
            // If it cannot be had now, the next read gets it.
            Future<?> unused = reader.list(environment, revision);
        }
    }

    /** What a read finds then is the same, and it knows what is to go. */
    @Override
    public void wentBack(Environment environment, Revision heard, Revision found, Source source) {
        Future<Void> unused = reader.reload(environment);
    }

    @Override
    public void allHeard(Source source) {
        state.hearing().allHeardAt(state.now());
    }

    @Override
    public void feedChanged(FeedState changed) {
        state.hearing().feedIs(changed);
    }
}
