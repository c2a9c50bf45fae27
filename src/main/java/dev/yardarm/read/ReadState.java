package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the readers and editors of one gateway share across its event loops. */
public final class ReadState {
    private final Fence fence = new Fence();
    private final CacheStates cacheStates;
    private final CatchUps catchUps = new CatchUps();
    private final LastKnownGood lastKnownGood;

    /** @param defaultEnvironment exists even before its first change */
    public ReadState(InstantSource clock, Environment defaultEnvironment) {
        this.cacheStates = new CacheStates(environment ->
                environment.equals(defaultEnvironment) || !fence.of(environment).equals(Revision.NONE));
        this.lastKnownGood = new LastKnownGood(clock);
    }

    public Fence fence() {
        return fence;
    }

    public LastKnownGood lastKnownGood() {
        return lastKnownGood;
    }

    CacheStates cacheStates() {
        return cacheStates;
    }

    CatchUps catchUps() {
        return catchUps;
    }

    /** Which environments are being fetched whole right now: one fetch at a time is enough for a gateway. */
    static final class CatchUps {
        private final Set<Environment> underWay = ConcurrentHashMap.newKeySet();

        boolean begin(Environment environment) {
            return underWay.add(environment);
        }

        void end(Environment environment) {
            underWay.remove(environment);
        }
    }
}
