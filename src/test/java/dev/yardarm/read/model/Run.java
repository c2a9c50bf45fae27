package dev.yardarm.read.model;

import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.model.Checker.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of a world: the dice let things happen in it for a number of steps; then all faults end, what is under way
 * happens, and the gateways are asked what they hold.
 */
final class Run {
    private static final int FEWEST_STEPS = 10;
    private static final int MOST_STEPS = 25;
    private static final int MOST_EVENTS_AT_THE_END = 10_000;

    private final Dice dice;
    private final World world;
    private final Weather weather;
    private final Scheduler scheduler;
    private final ModelRedis redis;
    private final List<Gateway> gateways;
    private final Checker checker;
    private final Clients clients;

    Run(long seed, Rules rules, Set<Property> judged, Trace trace) {
        this.dice = new Dice(seed);
        this.world = new World(dice, rules, trace);
        this.weather = world.weather();
        this.scheduler = world.scheduler();
        this.redis = world.redis();
        this.gateways = world.gateways();
        this.checker = new Checker(world, judged);
        this.clients = new Clients(world, checker);
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

    // Its steps.

    private void step() {
        switch (weather.step(dice)) {
            case NEXT -> next();
            case READ -> clients.read(reading());
            case CHANGE -> clients.change(changing());
            case PASS -> pass(weather.pause(dice));
            case EVENT -> befall(weather.event(dice));
        }
    }

    private Gateway reading() {
        return gateways.get(weather.hasRoles() ? 0 : dice.below(World.GATEWAYS));
    }

    private Gateway changing() {
        return gateways.get(weather.hasRoles() ? 1 : dice.below(World.GATEWAYS));
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
        world.note("{} ms pass", time.toMillis());
        scheduler.advance(time);
        gateways.forEach(gateway -> gateway.feed().passed());
    }

    private void befall(Weather.Event event) {
        switch (event) {
            case FAILOVER -> redis.failOver();
            case FLUSH -> redis.flush();
            case REDIS_AWAY_OR_BACK -> redis.away(!redis.isAway());
            case REDIS_POISONED -> poison();
            case STORE_AWAY_OR_BACK -> world.storeAway(!world.isStoreAway());
            case STORE_GOES_BACK -> world.storeGoesBack();
            case FEED_BREAKS -> reading().feed().breakOff();
            case FEED_REPEATS -> reading().feed().repeat();
            case TICK -> reading().readings().tick();
            case GATEWAY_REPLACED -> world.replace(dice.below(World.GATEWAYS));
            case REPLICATION -> redis.replicateOne();
        }
    }

    /** Only where something was committed: an environment that Redis alone knows of is believed to be there. */
    private void poison() {
        EncodedSnapshot madeUp = world.history(0).madeUp(1 + dice.below(3));
        if (dice.oneIn(3)) {
            redis.poisonFence(0, madeUp);
        } else {
            redis.poison(0, madeUp);
        }
    }

    // Its end.

    private void end() {
        world.endFaults();
        settle();
        if (world.hasGoneBack()) {
            gateways.forEach(gateway -> gateway.readings().tick());
            settle();
        }
        // A gateway that has waited for the store in vain answers without it, marked, until it has answered a read
        // behind.
        askAll();
        checker.settled();
        askAll();
    }

    private void askAll() {
        for (int environment = 0; environment < world.environments() && checker.violation() == null; environment++) {
            askAll(environment);
        }
    }

    private void askAll(int environment) {
        for (Gateway gateway : gateways) {
            clients.readAll(gateway, environment);
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
