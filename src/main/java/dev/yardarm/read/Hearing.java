package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.read.FeedState.Away;
import dev.yardarm.read.FeedState.Connected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Up to when a gateway has heard what the store says, and so whether the fence tells of all changes: as long as it does,
 * anything at or above the fence is an answer without asking.
 *
 * <p>With the change feed it hears of each change at once. Without it, what the store itself has said of an environment
 * counts for a while. One per gateway, for all threads.
 */
public final class Hearing {
    /**
     * A feed that is there speaks four times a second, and one that is not is found out in this time. A gateway that stood
     * still itself has noticed nothing when it goes on, so the silence counts, not whether it was noticed.
     */
    static final Duration FEED_SILENCE = Duration.ofMillis(1_250);

    private final InstantSource clock;
    private final Duration maxAge;
    private final Duration feedMaxAge;
    private final Instant born;
    private final ConcurrentMap<Environment, Instant> answered = new ConcurrentHashMap<>();
    private final ConcurrentMap<Environment, Instant> doubted = new ConcurrentHashMap<>();

    private volatile FeedState feed;
    private volatile Instant allHeard = Instant.EPOCH;

    /** @param maxAge for how long the store's word counts without the feed */
    Hearing(InstantSource clock, Duration maxAge) {
        this.clock = clock;
        this.maxAge = maxAge;
        this.feedMaxAge = maxAge.compareTo(FEED_SILENCE) > 0 ? maxAge : FEED_SILENCE;
        this.born = clock.instant();
        this.feed = new Away(born);
    }

    /** Whether the environment's fence is as high as the store was a short while ago. */
    public boolean isCurrent(Environment environment) {
        return isCurrent(environment, clock.instant());
    }

    /** The same for who has asked the clock already. */
    boolean isCurrent(Environment environment, Instant now) {
        Duration counts = feed instanceof Connected ? feedMaxAge : maxAge;
        // Nearly always empty, and asked by every read.
        boolean isDoubted = !doubted.isEmpty() && doubted.containsKey(environment);
        return !isDoubted && heardUntil(environment).plus(counts).isAfter(now);
    }

    /** How long ago the store's word of an environment was last heard; if it never was, how long that has been so. */
    public Duration unheardFor(Environment environment) {
        return feed instanceof Connected && isCurrent(environment)
                ? Duration.ZERO
                : Duration.between(later(heardUntil(environment), born), clock.instant());
    }

    /** Up to when all that was committed has been heard; empty if nothing ever was. */
    public Optional<Instant> allHeard() {
        return Optional.of(allHeard).filter(moment -> !moment.equals(Instant.EPOCH));
    }

    /** The change feed's, as it last told. */
    public FeedState feed() {
        return feed;
    }

    void feedIs(FeedState changed) {
        // Everything committed before that has been heard, whether it came or went.
        if (feed instanceof Connected || changed instanceof Connected) {
            allHeardAt(changed.since());
        }
        feed = changed;
    }

    /** All that was committed before has been heard, of all environments. */
    void allHeardAt(Instant moment) {
        if (moment.isAfter(allHeard)) {
            allHeard = moment;
        }
    }

    /**
     * The fence now stands for something that only a cache has said: it tells of all changes once the store was asked after
     * this, and has answered.
     */
    void doubt(Environment environment) {
        doubted.merge(environment, clock.instant(), Hearing::later);
    }

    /** The store was asked for an existing environment then, and has answered. */
    public void answeredAt(Environment environment, Instant moment) {
        answered.merge(environment, moment, Hearing::later);
        settle(environment, moment);
    }

    /** The store was asked for an environment then, whether it exists or not, and has answered. */
    void settle(Environment environment, Instant moment) {
        doubted.computeIfPresent(environment, (same, since) -> moment.isAfter(since) ? null : since);
    }

    private Instant heardUntil(Environment environment) {
        return later(answered.getOrDefault(environment, Instant.EPOCH), allHeard);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
