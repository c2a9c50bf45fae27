package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The environments of which the cache may hold what the store has lost. Until it has dropped that, nothing it says of them
 * is an answer: it may be above the truth, and where the store has given the same revision again, of other content.
 *
 * <p>One per gateway, for all threads.
 */
public final class CacheResets {
    /** Between two attempts: the cache may be away. */
    private static final Duration AGAIN = Duration.ofMillis(500);
    /** For the copies of the cache to follow, and what was sent to it before to arrive. */
    private static final Duration FOLLOWED = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final ConcurrentMap<Environment, Reset> resets = new ConcurrentHashMap<>();

    /** @param dropped when the cache said that it had done it; empty while it has not */
    private record Reset(Instant tried, Optional<Instant> dropped) {
        private boolean isOver(Instant now) {
            return dropped.filter(since -> !since.plus(FOLLOWED).isAfter(now)).isPresent();
        }
    }

    CacheResets(InstantSource clock) {
        this.clock = clock;
    }

    /** The cache is now told to drop what it has of an environment. */
    public void begin(Environment environment) {
        Instant now = clock.instant();
        resets.values().removeIf(reset -> reset.isOver(now));
        resets.put(environment, new Reset(now, Optional.empty()));
    }

    /** The cache has dropped it. */
    public void done(Environment environment) {
        Optional<Instant> now = Optional.of(clock.instant());
        resets.computeIfPresent(environment, (same, reset) -> new Reset(reset.tried(), now));
    }

    /** Whether the cache has not dropped it yet. */
    boolean isPending(Environment environment) {
        return Optional.ofNullable(resets.get(environment))
                .filter(reset -> reset.dropped().isEmpty())
                .isPresent();
    }

    /** Those that are to be tried again. */
    List<Environment> due() {
        return resets.keySet().stream().filter(this::isDue).toList();
    }

    /** Whether it is to be tried again. */
    boolean isDue(Environment environment) {
        Instant now = clock.instant();
        return Optional.ofNullable(resets.get(environment))
                .filter(reset -> reset.dropped().isEmpty())
                .filter(reset -> !reset.tried().plus(AGAIN).isAfter(now))
                .isPresent();
    }

    /**
     * Whether what the cache has may still be what the store has lost, at whatever revision: each may be given again.
     *
     * @param saidByStore whether the store has said the same
     */
    boolean distrust(Environment environment, boolean saidByStore) {
        // Nearly always empty, and asked by every read of the cache.
        if (resets.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        return Optional.ofNullable(resets.get(environment))
                .filter(reset -> reset.dropped().isEmpty() || (!reset.isOver(now) && !saidByStore))
                .isPresent();
    }
}
