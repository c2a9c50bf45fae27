package dev.yardarm.read.model;

import dev.yardarm.flag.Revision;
import dev.yardarm.read.ChangeFollower;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.Fence;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.FlagStore;
import dev.yardarm.read.ReadObserver;
import dev.yardarm.read.ReadRules;
import dev.yardarm.read.ReadState;
import dev.yardarm.read.Readers;
import dev.yardarm.read.Reading;
import dev.yardarm.read.SingleFlight;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.FlagEditor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;

/**
 * One process: real readers, one for each event loop and one for the feed, a real editor, and what they share; and what it
 * has told its clients, to be judged by.
 */
final class Gateway {
    private static final ReadRules NEAR_ON = rules(Optional.of(Duration.ofMillis(Bounds.CACHE_LIFETIME)));
    private static final ReadRules NEAR_OFF = rules(Optional.empty());
    private static final ReadObserver UNOBSERVED = new Unobserved();

    private final World world;
    private final String name;
    private final boolean near;
    private final ReadState state;
    private final FlagReader[] loops;
    private final FlagEditor editor;
    private final ModelStore store;
    private final Readings readings;
    private final ModelFeed feed;
    private final Told told = new Told();
    private final int[] asked = new int[World.ENVIRONMENTS];
    private int hearings;
    private int reads;
    private boolean alive = true;
    private int answering;

    /** @param loops how many event loops answer its requests */
    Gateway(World world, String name, boolean near, int loops) {
        this.world = world;
        this.name = name;
        this.near = near;
        this.state = new ReadState(
                world.scheduler(), World.ENVIRONMENT.get(0), Duration.ofMillis(Bounds.NEAR_CACHE_MAX_AGE));
        this.store = new ModelStore(world, this);
        ModelCache cache = new ModelCache(world, this);
        FlagStore shared = new Witness(new SingleFlight(store), this);
        this.loops = new FlagReader[loops];
        for (int loop = 0; loop < loops; loop++) {
            this.loops[loop] = reader(cache, shared);
        }
        this.editor = new FlagEditor(store, cache, state, UNOBSERVED);
        ChangeFollower follower = new ChangeFollower(state, reader(cache, shared));
        this.readings = new Readings(world, this, follower);
        this.feed = new ModelFeed(world, this, follower, readings);
    }

    private static ReadRules rules(Optional<Duration> near) {
        return new ReadRules(World.ENVIRONMENT.get(0), near, Duration.ofDays(1));
    }

    private FlagReader reader(ModelCache cache, FlagStore shared) {
        return Readers.reader(
                cache,
                shared,
                state,
                near ? NEAR_ON : NEAR_OFF,
                this::patience,
                world.rules().lapse());
    }

    private Future<Void> patience() {
        Promise<Void> over = Promise.promise();
        world.scheduler().at(world.now() + Bounds.PATIENCE, () -> ifAlive(over::complete));
        return over.future();
    }

    // What it is asked.

    int loops() {
        return loops.length;
    }

    Future<Reading<Optional<EncodedFlag>>> flag(int loop, int environment, int key, long atLeast) {
        return loops[loop].flag(World.ENVIRONMENT.get(environment), World.KEY.get(key), new Revision(atLeast));
    }

    Future<Reading<Optional<EncodedSnapshot>>> list(int loop, int environment, long atLeast) {
        return loops[loop].list(World.ENVIRONMENT.get(environment), new Revision(atLeast));
    }

    Future<ChangeResult> change(Change change) {
        return editor.change(change);
    }

    // What it is told.

    ModelFeed feed() {
        return feed;
    }

    Readings readings() {
        return readings;
    }

    /** What an earlier process kept on disk. */
    void restore(int environment, EncodedSnapshot kept) {
        world.note(this, "restores {} at {}", environment, kept.revision().value());
        state.restore(kept, world.scheduler().instantOf(world.now() - Bounds.CACHE_LIFETIME));
    }

    /** It has been asked for before the world began. */
    void keep(EncodedSnapshot snapshot) {
        state.lastKnownGood().offer(snapshot);
        state.fence().raise(snapshot.environment(), snapshot.revision());
    }

    /** Its process ends. */
    void kill() {
        world.note(this, "is gone");
        alive = false;
    }

    void ifAlive(Runnable happens) {
        if (alive) {
            happens.run();
        }
    }

    boolean isAlive() {
        return alive;
    }

    // What it is judged by.

    String name() {
        return name;
    }

    boolean near() {
        return near;
    }

    /** The highest revision that it has answered with or acknowledged, or that its fence stands at. */
    long known(int environment) {
        return Math.max(told.most(environment), fence(environment));
    }

    long fence(int environment) {
        return state.fence().of(World.ENVIRONMENT.get(environment)).value();
    }

    Fence.Mark mark(int environment) {
        return state.fence().mark(World.ENVIRONMENT.get(environment));
    }

    /** What it has of an environment from the store itself. */
    Optional<EncodedSnapshot> truth(int environment) {
        return state.lastKnownGood().truth(World.ENVIRONMENT.get(environment));
    }

    Told told() {
        return told;
    }

    /** The store now answers it as it was in an epoch. */
    void isAnswered(int environment, int epoch, boolean isLost) {
        answering = epoch;
        if (isLost) {
            told.isMisled(environment, epoch);
        }
    }

    /**
     * It is told what the store is, in the answer that is just given.
     *
     * @param fence before the store was asked
     * @param seenNoMore whether the store no longer has what the fence stands for
     */
    void isTold(int environment, Fence.Mark fence, boolean seenNoMore) {
        Fence.Mark now = mark(environment);
        boolean isNews = now.news() != fence.news() || now.era() != fence.era();
        if (seenNoMore && !isNews && now.known().equals(fence.known())) {
            world.note(this, "has to know that {} went back", environment);
            told.notices(environment, answering);
        }
    }

    boolean isCurrent(int environment) {
        return state.hearing().isCurrent(World.ENVIRONMENT.get(environment));
    }

    void readBegins() {
        reads++;
    }

    void readEnds() {
        reads--;
    }

    /** Reads that have not ended. */
    int reads() {
        return reads;
    }

    /** How often it has heard of the store otherwise than by asking it. */
    int hearings() {
        return hearings;
    }

    void hears() {
        hearings++;
    }

    void storeIsAsked(int environment) {
        asked[environment]++;
    }

    void storeHasAnswered(int environment) {
        asked[environment]--;
    }

    /** Whether a load or a change of its is under way. */
    boolean isAsking(int environment) {
        return asked[environment] > 0;
    }

    private static final class Unobserved implements ReadObserver {
        @Override
        public void nearAsked(boolean hit) {}

        @Override
        public void cacheAsked(Reading.CacheResult result) {}

        @Override
        public void answered(Reading.Source source) {}

        @Override
        public void databaseWentBack() {}
    }
}
