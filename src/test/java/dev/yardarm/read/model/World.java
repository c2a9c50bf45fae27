package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.read.EncodedSnapshot;
import java.util.ArrayList;
import java.util.List;

/** A store, a shard of Redis and two gateways, with the clock and the dice by which all happens in it. */
final class World {
    static final int ENVIRONMENTS = 2;
    /** The first is the default, which always exists. */
    static final List<Environment> ENVIRONMENT = List.of(new Environment("production"), new Environment("staging"));

    static final List<FlagKey> KEY = List.of(new FlagKey("flag-0"), new FlagKey("flag-1"));

    static final int GATEWAYS = 2;
    private static final int FIRST_REVISION = 3;

    private final Dice dice;
    private final Weather weather;
    private final Rules rules;
    private final Trace trace;
    private final Scheduler scheduler = new Scheduler();
    private final ModelRedis redis;
    private final History[] histories = {
        new History(0, true).begun(FIRST_REVISION), new History(1, false),
    };
    private final List<Gateway> gateways = new ArrayList<>();
    private final int environments;
    private boolean storeAway;
    private int connections;
    private boolean over;

    World(Dice dice, Rules rules, Trace trace) {
        this.dice = dice;
        this.weather = new Weather(dice);
        this.rules = rules;
        this.trace = trace;
        this.redis = new ModelRedis(this);
        this.environments = dice.oneIn(8) ? 2 : 1;
        if (!dice.oneIn(3)) {
            redis.begin(0, content(FIRST_REVISION - dice.below(2)), dice.oneIn(2));
        }
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.add(begin(i == 0 ? "gateway A" : "gateway B"));
        }
    }

    Scheduler scheduler() {
        return scheduler;
    }

    long now() {
        return scheduler.now();
    }

    Dice dice() {
        return dice;
    }

    Weather weather() {
        return weather;
    }

    Rules rules() {
        return rules;
    }

    ModelRedis redis() {
        return redis;
    }

    List<Gateway> gateways() {
        return gateways;
    }

    /** How many environments clients ask for. */
    int environments() {
        return environments;
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

    void note(String what, long... details) {
        trace.note(now(), "", what, details);
    }

    void note(Gateway who, String what, long... details) {
        trace.note(now(), who.name(), what, details);
    }

    // The store.

    boolean isStoreAway() {
        return storeAway;
    }

    void storeAway(boolean away) {
        note(away ? "the store is away" : "the store is back");
        storeAway = away;
        for (Gateway gateway : gateways) {
            if (away && dice.oneIn(2)) {
                gateway.feed().breakOff();
            }
        }
    }

    /** Changes when all connections of the store are cut. */
    int connections() {
        return connections;
    }

    /** The store loses its last changes: restored from a backup, or its rows put back while it runs. */
    void storeGoesBack() {
        if (!histories[0].canGoBack()) {
            return;
        }
        boolean restored = dice.oneIn(2);
        for (int environment = 0; environment < ENVIRONMENTS; environment++) {
            History history = histories[environment];
            int least = environment == 0 ? 1 : 0;
            history.goBackTo(Math.max(Math.min(least, history.revision()), history.revision() - dice.below(4)));
            note(
                    restored ? "the store is restored, {} to {}" : "the store's rows are put back, {} to {}",
                    environment,
                    history.revision());
        }
        if (restored) {
            connections++;
            gateways.forEach(gateway -> gateway.feed().breakOff());
        }
    }

    /** Whether it ever did. */
    boolean hasGoneBack() {
        return histories[0].epoch() > 0;
    }

    /** The store tells all who listen. */
    void committed(int environment, long revision) {
        for (Gateway gateway : gateways) {
            gateway.feed().notified(environment, revision);
        }
    }

    // Faults.

    /** Whether the dice let something go wrong, as they do once in so many times. */
    boolean fault(int oneIn) {
        return !over && weather.callsGoWrong() && dice.oneIn(oneIn);
    }

    /** Whether there are no faults any more. */
    boolean isOver() {
        return over;
    }

    void endFaults() {
        note("all faults end");
        over = true;
        storeAway = false;
        if (redis.isAway()) {
            redis.away(false);
        }
    }

    // Gateways.

    /** Another process takes the place of one, and may find what the first has kept. */
    void replace(int index) {
        Gateway gone = gateways.get(index);
        gone.kill();
        scheduler.forget(gone.feed());
        Gateway started = start(gone.name());
        gateways.set(index, started);
        if (dice.oneIn(3)) {
            started.restore(0, histories[0].drawn(dice));
        }
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

    private EncodedSnapshot content(int revision) {
        return histories[0].content(revision).orElseThrow();
    }
}
