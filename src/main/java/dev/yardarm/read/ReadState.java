package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the readers and editors of one gateway share across its event loops. */
public final class ReadState {
    private static final Logger LOG = LoggerFactory.getLogger(ReadState.class);

    private final Fence fence = new Fence();
    private final CacheStates cacheStates;
    private final CatchUps catchUps = new CatchUps();
    private final Set<Environment> silences = ConcurrentHashMap.newKeySet();
    private final CacheResets cacheResets;
    private final LastKnownGood lastKnownGood;
    private final Hearing hearing;
    private final InstantSource clock;
    private final Environment defaultEnvironment;
    private volatile @Nullable Set<Environment> existing;

    /**
     * @param defaultEnvironment exists even before its first change
     * @param unheardFor how long what the store has said counts while the change feed is away
     */
    public ReadState(InstantSource clock, Environment defaultEnvironment, Duration unheardFor) {
        this.clock = clock;
        this.defaultEnvironment = defaultEnvironment;
        this.hearing = new Hearing(clock, unheardFor);
        this.cacheStates = new CacheStates(environment ->
                environment.equals(defaultEnvironment) || !fence.of(environment).equals(Revision.NONE));
        this.lastKnownGood = new LastKnownGood(clock, new StoresWord());
        this.cacheResets = new CacheResets(clock);
    }

    public Fence fence() {
        return fence;
    }

    public LastKnownGood lastKnownGood() {
        return lastKnownGood;
    }

    public Hearing hearing() {
        return hearing;
    }

    public CacheResets cacheResets() {
        return cacheResets;
    }

    /** The environments that the last reading of all named, by their names; none as long as there was none. */
    public Set<Environment> existing() {
        Set<Environment> named = existing;
        return named == null ? Set.of() : named;
    }

    void existing(Collection<Environment> named) {
        Set<Environment> byName = named.stream()
                .sorted(Comparator.comparing(Environment::value))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        existing = Collections.unmodifiableSet(byName);
    }

    /**
     * Whether nothing was ever changed in an environment as of the last reading of all, as far as that tells. Where something
     * was since, the fence is above {@link Revision#NONE}.
     */
    boolean isUnnamed(Environment environment) {
        Set<Environment> named = existing;
        return named != null && !named.contains(environment);
    }

    /** Whether there is no such environment, by the same; the default one exists always. */
    boolean isAbsent(Environment environment) {
        return isUnnamed(environment) && !environment.equals(defaultEnvironment);
    }

    /** The store says that there is no such environment. */
    void gone(Environment environment) {
        lastKnownGood.remove(environment);
        Set<Environment> named = existing;
        if (named != null && named.contains(environment)) {
            existing(named.stream().filter(other -> !other.equals(environment)).toList());
        }
    }

    public Instant now() {
        return clock.instant();
    }

    /**
     * Takes over what an earlier process kept, where nothing is known yet: to answer with when every backend fails, and as
     * what has been seen, so that nothing older is answered with. Should the truth be lower, the first load finds it.
     */
    public void restore(EncodedSnapshot snapshot, Instant confirmedAt) {
        if (lastKnownGood.restore(snapshot, confirmedAt)) {
            fence.raise(snapshot.environment(), snapshot.revision());
        }
    }

    /**
     * Lowers the fence because the truth was found at or below what had been seen of it, whether by a read or by a change,
     * and says so. As {@link Fence#lower}; what the cache says is not believed from now on, whether it is lowered or not,
     * until the cache has been told to drop it.
     */
    public boolean lower(
            Environment environment, Fence.Mark seen, Revision truth, Runnable drop, ReadObserver observer) {
        // First, for other event loops: once the fence is lower, nobody may believe what the cache has above it.
        cacheResets.begin(environment);
        boolean lowered = fence.lower(environment, seen, truth, drop);
        if (lowered) {
            reportWentBack(environment, seen.known(), truth, observer);
        }
        return lowered;
    }

    private static void reportWentBack(Environment environment, Revision seen, Revision truth, ReadObserver observer) {
        observer.databaseWentBack();
        LOG.atWarn()
                .addKeyValue("environment", environment)
                .addKeyValue("revision_seen", seen.value())
                .addKeyValue("revision", truth.value())
                .log("Database is behind what was seen of it, caches are reset");
    }

    CacheStates cacheStates() {
        return cacheStates;
    }

    CatchUps catchUps() {
        return catchUps;
    }

    /** Environments for which somebody has waited in vain for the store, and the store has not answered since. */
    Set<Environment> silences() {
        return silences;
    }

    /** What has been heard of the store, by notifications, by readings and by its answers. */
    private final class StoresWord implements LastKnownGood.Heard {
        @Override
        public Instant until(Environment environment) {
            return now().minus(hearing.unheardFor(environment));
        }

        @Override
        public Revision latest(Environment environment) {
            return fence.of(environment);
        }
    }

    /** Which environments are being fetched whole right now: one fetch at a time is enough for a gateway. */
    static final class CatchUps {
        private final Set<Environment> underWay = ConcurrentHashMap.newKeySet();

        boolean begin(Environment environment) {
            return underWay.add(environment);
        }

        boolean isUnderWay(Environment environment) {
            return underWay.contains(environment);
        }

        void end(Environment environment) {
            underWay.remove(environment);
        }
    }
}
