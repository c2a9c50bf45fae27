package dev.yardarm.read.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The world's clock, and all that is under way in it. Nothing happens but by a call of this. For one thread. */
final class Scheduler implements InstantSource {
    static final long NEVER = Long.MAX_VALUE;

    private static final Instant BEGINNING = Instant.parse("2026-11-21T07:30:00Z");

    private final List<Pending> pending = new ArrayList<>();
    private final List<Pending> timers = new ArrayList<>();
    private final List<ModelFeed> feeds = new ArrayList<>();
    private Instant instant = BEGINNING;
    private long now;

    @Override
    public Instant instant() {
        return instant;
    }

    /** Milliseconds since the world began. */
    long now() {
        return now;
    }

    Instant instantOf(long moment) {
        return moment == now ? instant : BEGINNING.plusMillis(moment);
    }

    /** Something that happens when it is chosen, at any time before its deadline. */
    void add(Pending added) {
        pending.add(added);
    }

    /** Something that happens at a time and no other. */
    void at(long moment, Runnable happens) {
        timers.add(new Pending(moment, happens, happens));
    }

    /** A connection that has a deadline as long as it has something to tell. */
    void watch(ModelFeed feed) {
        feeds.add(feed);
    }

    void forget(ModelFeed feed) {
        feeds.remove(feed);
    }

    int size() {
        return pending.size();
    }

    /** Lets one of the pending happen: they are in no order that means anything. */
    void happen(int index) {
        Pending chosen = pending.get(index);
        Pending last = pending.remove(pending.size() - 1);
        if (index < pending.size()) {
            pending.set(index, last);
        }
        chosen.happens().run();
    }

    /** Lets time pass. What reaches its deadline meanwhile is late, in the order of the deadlines. */
    void advance(Duration time) {
        long end = now + time.toMillis();
        while (passOne(end)) {
            // One after the other: each may bring the next.
        }
        to(end);
    }

    private boolean passOne(long end) {
        int first = earliest(pending);
        int timer = earliest(timers);
        long pendingDeadline = first < 0 ? NEVER : pending.get(first).deadline();
        long timerDeadline = timer < 0 ? NEVER : timers.get(timer).deadline();
        int feed = earliestFeed();
        long feedDeadline = feed < 0 ? NEVER : feeds.get(feed).deadline();
        long next = Math.min(Math.min(pendingDeadline, timerDeadline), feedDeadline);
        if (next > end) {
            return false;
        }
        to(Math.max(now, next));
        if (next == feedDeadline) {
            feeds.get(feed).late();
        } else if (next == timerDeadline) {
            timers.remove(timer).late().run();
        } else {
            pending.remove(first).late().run();
        }
        return true;
    }

    private static int earliest(List<Pending> among) {
        int earliest = -1;
        for (int i = 0; i < among.size(); i++) {
            if (among.get(i).deadline() != NEVER
                    && (earliest < 0
                            || among.get(i).deadline() < among.get(earliest).deadline())) {
                earliest = i;
            }
        }
        return earliest;
    }

    private int earliestFeed() {
        int earliest = -1;
        for (int i = 0; i < feeds.size(); i++) {
            if (feeds.get(i).deadline() != NEVER
                    && (earliest < 0
                            || feeds.get(i).deadline() < feeds.get(earliest).deadline())) {
                earliest = i;
            }
        }
        return earliest;
    }

    private void to(long moment) {
        if (moment != now) {
            now = moment;
            instant = BEGINNING.plusMillis(moment);
        }
    }
}
