package dev.yardarm.read.model;

import java.time.Duration;
import java.util.Arrays;

/**
 * What tends to happen in one run. Each run has its own, so that some are about little but one kind of trouble, which those
 * in which everything happens at times seldom get to the bottom of (swarm testing; Groce and others, 2012).
 */
final class Weather {
    private static final int[] NEXT = {30, 50, 70};
    private static final int[] READ = {10, 20, 30};
    private static final int[] CHANGE = {4, 12};
    private static final int[] PASS = {4, 10, 20};
    private static final int[] EVENT = {6, 16, 30};

    /** Each a little more, or less, than something in the world takes. */
    private static final Duration[] PAUSES = {
        Duration.ofMillis(20),
        Duration.ofMillis(120),
        Duration.ofMillis(260),
        Duration.ofMillis(600),
        Duration.ofMillis(1_100),
        Duration.ofMillis(2_100),
        Duration.ofMillis(Bounds.CACHE_LIFETIME * 4 / 5),
        Duration.ofMillis(Bounds.CACHE_LIFETIME + 1)
    };

    private final Event[] events;
    private final Duration pause;
    private final int next;
    private final int read;
    private final int change;
    private final int pass;
    private final int event;
    private final boolean callsGoWrong;
    private final boolean roles;

    /** What the dice choose between at each step. */
    enum Step {
        NEXT,
        READ,
        CHANGE,
        PASS,
        EVENT
    }

    /** What befalls the world from outside. */
    enum Event {
        FAILOVER,
        FLUSH,
        REDIS_AWAY_OR_BACK,
        REDIS_POISONED(4),
        STORE_AWAY_OR_BACK,
        STORE_GOES_BACK(4),
        FEED_BREAKS,
        FEED_REPEATS,
        TICK,
        GATEWAY_REPLACED,
        REPLICATION;

        /** In one of how many runs it can happen at all. */
        private final int rarity;

        Event() {
            this(2);
        }

        Event(int rarity) {
            this.rarity = rarity;
        }
    }

    private static final Event[] EVENTS = Event.values();

    Weather(Dice dice) {
        int chosen = 0;
        Event[] among = new Event[EVENTS.length];
        for (Event each : EVENTS) {
            if (dice.oneIn(each.rarity)) {
                among[chosen++] = each;
            }
        }
        this.events = Arrays.copyOf(among, chosen);
        this.pause = PAUSES[dice.below(PAUSES.length)];
        this.next = one(NEXT, dice);
        this.read = one(READ, dice);
        this.change = one(CHANGE, dice);
        this.pass = one(PASS, dice);
        this.event = chosen == 0 ? 0 : one(EVENT, dice);
        this.callsGoWrong = dice.oneIn(2);
        this.roles = dice.oneIn(2);
    }

    private static int one(int[] of, Dice dice) {
        return of[dice.below(of.length)];
    }

    Step step(Dice dice) {
        int drawn = dice.below(next + read + change + pass + event);
        if (drawn < next) {
            return Step.NEXT;
        }
        if (drawn < next + read) {
            return Step.READ;
        }
        if (drawn < next + read + change) {
            return Step.CHANGE;
        }
        return drawn < next + read + change + pass ? Step.PASS : Step.EVENT;
    }

    Duration pause(Dice dice) {
        return dice.oneIn(2) ? pause : PAUSES[dice.below(PAUSES.length)];
    }

    Event event(Dice dice) {
        return events[dice.below(events.length)];
    }

    /** Whether one gateway has all the readers and the trouble, and the other all the writers. */
    boolean hasRoles() {
        return roles;
    }

    /** Whether single calls fail though nobody is away. */
    boolean callsGoWrong() {
        return callsGoWrong;
    }
}
