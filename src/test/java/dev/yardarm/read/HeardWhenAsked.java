package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.time.Instant;

/**
 * The rules of a gateway one of whose event loops hears of a change, after long silence, at the very moment at which another
 * asks whether it has heard of all.
 */
record HeardWhenAsked(ReadState state, Revision heard) implements Admission {
    @Override
    public boolean unasked(Environment environment, Instant now) {
        state.fence().raise(environment, heard);
        return true;
    }

    @Override
    public boolean ofKept(Revision kept, Revision floor) {
        return !kept.isBefore(floor);
    }

    @Override
    public boolean ofCached(Revision cached, Revision floor) {
        return !cached.isBefore(floor);
    }

    @Override
    public boolean isHeardOf(Revision cached, Revision fence) {
        return true;
    }

    @Override
    public boolean believed(Environment environment, boolean saidByStore) {
        return true;
    }

    @Override
    public boolean isBack(Revision found, Revision fence) {
        return found.isBefore(fence);
    }
}
