package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.model.Checker.Violation;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.Edit;
import dev.yardarm.write.FlagContent;
import dev.yardarm.write.Precondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run: a store, a shard of Redis and two gateways, to which the dice let things happen for a number of steps; then all
 * faults end, what is under way happens, and the gateways are asked what they hold.
 */
final class World {
    static final int ENVIRONMENTS = 2;
    /** The first is the default, which always exists. */
    static final List<Environment> ENVIRONMENT = List.of(new Environment("production"), new Environment("staging"));

    static final List<FlagKey> KEY = List.of(new FlagKey("flag-0"), new FlagKey("flag-1"));

    private static final int GATEWAYS = 2;
    private static final int FEWEST_STEPS = 10;
    private static final int MOST_STEPS = 25;
    private static final int MOST_EVENTS_AT_THE_END = 10_000;
    private static final int FIRST_REVISION = 3;
    private static final FlagContent CONTENT = new FlagContent(true, RolloutPercentage.ALL, "");
    private static final Edit PUT = new Edit.Put(CONTENT);
    private static final Edit PATCH = new Edit.Patch(Optional.of(true), Optional.empty(), Optional.empty());
    private static final Edit REMOVE = new Edit.Remove();
    private static final Precondition NO_PRECONDITION = new Precondition.None();

    private final Dice dice;
    private final Weather weather;
    private final Rules rules;
    private final Trace trace;
    private final Scheduler scheduler = new Scheduler();
    private final Checker checker;
    private final ModelRedis redis;
    private final History[] histories = {
        new History(0, true).begun(FIRST_REVISION), new History(1, false),
    };
    private final List<Gateway> gateways = new ArrayList<>();
    private final int environments;
    private boolean storeAway;
    private boolean over;
    private boolean settled;
    private int reads;

    World(long seed, Rules rules, Set<Property> judged, Trace trace) {
        this.dice = new Dice(seed);
        this.weather = new Weather(dice);
        this.rules = rules;
        this.trace = trace;
        this.checker = new Checker(this, judged);
        this.redis = new ModelRedis(this);
        this.environments = dice.oneIn(8) ? 2 : 1;
        if (!dice.oneIn(3)) {
            redis.begin(0, content(FIRST_REVISION - dice.below(2)), dice.oneIn(2));
        }
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.add(begin(i == 0 ? "gateway A" : "gateway B"));
        }
    }

    /** Plays it to its end, or to the first promise that is broken. */
    @Nullable
    Violation play() {
        int steps = FEWEST_STEPS + dice.below(MOST_STEPS - FEWEST_STEPS + 1);
        for (int step = 0; step < steps && checker.violation() == null; step++) {
            step();
        }
        if (checker.violation() == null) {
            end();
        }
        return checker.violation();
    }

    // What its parts see of it.

    Scheduler scheduler() {
        return scheduler;
    }

    long now() {
        return scheduler.now();
    }

    Dice dice() {
        return dice;
    }

    Rules rules() {
        return rules;
    }

    ModelRedis redis() {
        return redis;
    }

    History history(int environment) {
        return histories[environment];
    }

    int revision(int environment) {
        return histories[environment].revision();
    }

    /** Of all environments; 0 for those that do not exist. */
    List<Long> revisions() {
        return List.of((long) revision(0), (long) revision(1));
    }

    boolean isStoreAway() {
        return storeAway;
    }

    /** Whether there are no faults any more. */
    boolean isOver() {
        return over;
    }

    /** Whether nothing was under way any more when the last reads were begun. */
    boolean isSettled() {
        return settled;
    }

    /** Whether the dice let something go wrong, as they do once in so many times. */
    boolean fault(int oneIn) {
        return !over && weather.callsGoWrong() && dice.oneIn(oneIn);
    }

    /** The store tells all who listen. */
    void committed(int environment, long revision) {
        for (Gateway gateway : gateways) {
            gateway.feed().notified(environment, revision);
        }
    }

    void note(String what, long... details) {
        trace.note(now(), "", what, details);
    }

    void note(Gateway who, String what, long... details) {
        trace.note(now(), who.name(), what, details);
    }

    // Its beginning.

    private EncodedSnapshot content(int revision) {
        return histories[0].content(revision).orElseThrow();
    }

    private Gateway begin(String name) {
        Gateway gateway = start(name);
        if (!dice.oneIn(4)) {
            gateway.feed().begin();
            if (dice.oneIn(2)) {
                gateway.keep(content(FIRST_REVISION));
            }
        }
        return gateway;
    }

    private Gateway start(String name) {
        boolean near = rules.near().orElse(dice.oneIn(2));
        Gateway gateway = new Gateway(this, name, near, 1 + dice.below(2));
        note(
                gateway,
                near ? "starts with {} loops, near cache on" : "starts with {} loops, near cache off",
                gateway.loops());
        scheduler.watch(gateway.feed());
        return gateway;
    }

    // Its steps.

    private void step() {
        switch (weather.step(dice)) {
            case NEXT -> next();
            case READ -> read(reading());
            case CHANGE -> change(changing());
            case PASS -> pass(weather.pause(dice));
            case EVENT -> befall(weather.event(dice));
        }
    }

    private Gateway reading() {
        return gateways.get(weather.hasRoles() ? 0 : dice.below(GATEWAYS));
    }

    private Gateway changing() {
        return gateways.get(weather.hasRoles() ? 1 : dice.below(GATEWAYS));
    }

    /** One of all that is under way goes on. */
    private void next() {
        int left = scheduler.size();
        int feeds = 0;
        for (Gateway gateway : gateways) {
            feeds += gateway.feed().hasNext() ? 1 : 0;
        }
        int all = left + feeds + (redis.isReplicating() ? 1 : 0);
        int chosen = all == 0 ? 0 : dice.below(all);
        if (chosen < left) {
            scheduler.happen(chosen);
        } else if (chosen < left + feeds) {
            feedWithNext(chosen - left).next();
        } else {
            redis.replicateOne();
        }
    }

    private ModelFeed feedWithNext(int index) {
        int left = index;
        for (Gateway gateway : gateways) {
            if (gateway.feed().hasNext() && left-- == 0) {
                return gateway.feed();
            }
        }
        throw new IllegalStateException("no such feed");
    }

    private void pass(Duration time) {
        note("{} ms pass", time.toMillis());
        scheduler.advance(time);
        gateways.forEach(gateway -> gateway.feed().passed());
    }

    private void befall(Weather.Event event) {
        switch (event) {
            case FAILOVER -> redis.failOver();
            case FLUSH -> redis.flush();
            case REDIS_AWAY_OR_BACK -> redis.away(!redis.isAway());
            case STORE_AWAY_OR_BACK -> storeAway(!storeAway);
            case FEED_BREAKS -> reading().feed().breakOff();
            case FEED_REPEATS -> reading().feed().repeat();
            case TICK -> reading().tick();
            case GATEWAY_REPLACED -> replace(dice.below(GATEWAYS));
            case REPLICATION -> redis.replicateOne();
        }
    }

    private void storeAway(boolean away) {
        note(away ? "the store is away" : "the store is back");
        storeAway = away;
        for (Gateway gateway : gateways) {
            if (away && dice.oneIn(2)) {
                gateway.feed().breakOff();
            }
        }
    }

    /** Another process takes its place, which may find what the first has kept. */
    private void replace(int index) {
        Gateway gone = gateways.get(index);
        gone.kill();
        scheduler.forget(gone.feed());
        Gateway started = start(gone.name());
        gateways.set(index, started);
        if (dice.oneIn(3)) {
            started.restore(0, content(1 + dice.below(revision(0))));
        }
    }

    private void read(Gateway gateway) {
        int environment = dice.below(environments);
        long atLeast = rules.keepAll() && dice.oneIn(4) ? 1 + dice.below(revision(environment) + 2) : 0;
        int key = dice.below(History.KEYS + 1) - 1;
        read(gateway, dice.below(gateway.loops()), environment, key, atLeast);
    }

    private void read(Gateway gateway, int loop, int environment, int key, long atLeast) {
        boolean unheard = !gateway.isCurrent(environment) && !gateway.isAsking(environment);
        Read read = new Read(
                reads++,
                gateway,
                environment,
                key,
                atLeast,
                now(),
                gateway.known(environment),
                gateway.shown(environment),
                revision(environment),
                unheard,
                gateway.hearings());
        note(
                gateway,
                key < 0
                        ? "read {} of the list of {} on loop {}, at least {}"
                        : "read {} of a flag of {} on loop {}, at least {}",
                read.number(),
                environment,
                loop,
                atLeast);
        if (key < 0) {
            checker.watch(read, gateway.list(loop, environment, atLeast));
        } else {
            checker.watch(read, gateway.flag(loop, environment, key, atLeast));
        }
    }

    private void change(Gateway gateway) {
        int environment = dice.below(environments);
        int drawn = dice.below(8);
        Edit edit = drawn < 5 ? PUT : drawn < 7 ? PATCH : REMOVE;
        Change change = new Change(
                ENVIRONMENT.get(environment), KEY.get(dice.below(History.KEYS)), edit, NO_PRECONDITION, "dice");
        note(gateway, "change of {}", environment);
        gateway.change(change)
                .onSuccess(result -> acknowledged(gateway, environment, result))
                .onFailure(failure -> {
                    note(gateway, "change fails");
                });
    }

    private void acknowledged(Gateway gateway, int environment, ChangeResult result) {
        if (result instanceof ChangeResult.Committed committed) {
            note(
                    gateway,
                    "change of {} is acknowledged with {}",
                    environment,
                    committed.revision().value());
            gateway.tells(
                    environment,
                    committed.revision().value(),
                    committed.revision().value());
        }
    }

    // Its end.

    private void end() {
        note("all faults end");
        over = true;
        storeAway = false;
        if (redis.isAway()) {
            redis.away(false);
        }
        settle();
        // A gateway that has waited for the store in vain answers without it, marked, until it has answered a read
        // behind.
        askAll();
        settled = true;
        askAll();
    }

    private void askAll() {
        for (int environment = 0; environment < environments && checker.violation() == null; environment++) {
            askAll(environment);
        }
    }

    private void askAll(int environment) {
        for (Gateway gateway : gateways) {
            for (int loop = 0; loop < gateway.loops(); loop++) {
                read(gateway, loop, environment, loop - 1, 0);
            }
        }
        settle();
        for (Gateway gateway : gateways) {
            checker.unless(gateway.reads() == 0, Property.ENDED, gateway.name() + " has left reads without an answer");
        }
    }

    private void settle() {
        for (int i = 0; i < MOST_EVENTS_AT_THE_END; i++) {
            if (checker.violation() != null || !settleOne()) {
                return;
            }
        }
        checker.unless(false, Property.ENDED, "there is always something more to do");
    }

    private boolean settleOne() {
        if (scheduler.size() > 0) {
            scheduler.happen(dice.below(scheduler.size()));
            return true;
        }
        for (Gateway gateway : gateways) {
            if (gateway.feed().hasNext()) {
                gateway.feed().next();
                return true;
            }
        }
        return redis.replicateOne();
    }
}
