package dev.yardarm.load.fault;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.record.Recording;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Injects one fault after another, evenly over the load, each once the shard is in order again after the one before, and
 * takes the time until a primary takes writes. Runs on a thread of its own.
 */
public final class FaultPlan implements Runnable {
    /** The least that a fault has for itself: most hang for less, and are over by then. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
    /** A node that was told to hang or to end does so at once; a crash writes its report before. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(3);

    /** Hits that are back at the very end of their bound are looked at for so long. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final List<Fault> faults;
    private final FlagCluster cluster;
    /** That of the recording, in milliseconds. */
    private final LongSupplier clock;

    private final LongConsumer sleeper;
    private final Duration load;
    private final Duration backWithin;
    private final Duration hitsWithin;
    private final Map<String, Episode> episodes = new ConcurrentHashMap<>();

    /**
     * @param load how long there is load; longer than the faults take together
     * @param backWithin for how long a primary is waited for
     * @param hitsWithin for how long hits are waited for, once the primary is back and no node hangs
     */
    public FaultPlan(
            List<Fault> faults,
            FlagCluster cluster,
            Recording recording,
            Duration load,
            Duration backWithin,
            Duration hitsWithin) {
        this(faults, cluster, recording::now, FaultPlan::sleep, load, backWithin, hitsWithin);
    }

    /** @param sleeper waits for so many milliseconds of the clock */
    FaultPlan(
            List<Fault> faults,
            FlagCluster cluster,
            LongSupplier clock,
            LongConsumer sleeper,
            Duration load,
            Duration backWithin,
            Duration hitsWithin) {
        this.faults = faults;
        this.cluster = cluster;
        this.clock = clock;
        this.sleeper = sleeper;
        this.load = load;
        this.backWithin = backWithin;
        this.hitsWithin = hitsWithin;
    }

    /** The least load that has room for faults. */
    public static Duration room(List<Fault> faults, Duration hitsWithin) {
        return faults.stream()
                .map(fault -> fault.hang().plus(hitsWithin).plus(AFTERWARDS))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void run() {
        long spacing = load.toMillis() / faults.size();
        // Early in its share of the load, so that its window is over before the next one.
        long due = clock.getAsLong() + Math.min(spacing / 4, WINDOW.toMillis() / 4);
        for (Fault fault : faults) {
            sleepUntil(due);
            episodes.put(fault.title(), play(fault));
            due += spacing;
        }
    }

    /**
     * How a fault went.
     *
     * @throws Refusal if it has not been injected
     */
    public Episode episode(Fault fault) {
        Episode episode = episodes.get(fault.title());
        if (episode == null) {
            throw new Refusal("not injected");
        }
        return episode;
    }

    public boolean isPlayed(Fault fault) {
        return episodes.containsKey(fault.title());
    }

    private Episode play(Fault fault) {
        if (!await(cluster::isSettled, SETTLED_WITHIN)) {
            throw new Refusal(
                    "%s: the flags' shard %s has no primary with a replica in step within %d s; start ended nodes again,"
                                    .formatted(fault.title(), cluster.shard(), SETTLED_WITHIN.toSeconds())
                            + " and let shutdown and segfault come last in -Dfaults");
        }
        long at = clock.getAsLong();
        Effect effect = fault.inject(cluster);
        if (!await(effect.seen(), SEEN_WITHIN)) {
            throw new Refusal("%s: the command was sent, and its nodes go on as if it were not; look at their logs"
                    .formatted(fault.title()));
        }
        OptionalLong primaryBack = await(effect.primaryBack(), backWithin)
                ? OptionalLong.of(clock.getAsLong() - at)
                : OptionalLong.empty();
        long over = Math.max(clock.getAsLong(), at + fault.hang().toMillis());
        long watchedUntil = over + hitsWithin.plus(AFTERWARDS).toMillis();
        sleepUntil(watchedUntil);
        return new Episode(fault.title(), at, Math.max(over, at + WINDOW.toMillis()), watchedUntil, primaryBack);
    }

    private boolean await(BooleanSupplier condition, Duration atMost) {
        long end = clock.getAsLong() + atMost.toMillis();
        while (!condition.getAsBoolean()) {
            if (clock.getAsLong() > end) {
                return false;
            }
            sleeper.accept(PAUSE.toMillis());
        }
        return true;
    }

    private void sleepUntil(long time) {
        sleeper.accept(Math.max(0, time - clock.getAsLong()));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted");
        }
    }
}
