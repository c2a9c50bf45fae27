package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the cache last said of each environment, logged when it changes and only then: a read leaves no line. Where it changes
 * to and fro, as when one event loop reaches the cache and another does not, each state is logged once in a second.
 *
 * <p>One per gateway, for all threads. Of two threads that see a change at the same time one logs it.
 */
final class CacheStates {
    private static final Logger LOG = LoggerFactory.getLogger(CacheStates.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private enum State {
        HIT(Level.INFO, "cache_hit"),
        MISS(Level.INFO, "cache_miss"),
        /** Was there, and is gone without anybody having removed it: its lifetime is over. */
        EXPIRED(Level.INFO, "cache_expired"),
        DAMAGED(Level.WARN, "cache_damaged"),
        BEHIND_FENCE(Level.INFO, "cache_behind_fence"),
        UNAVAILABLE(Level.WARN, "cache_unavailable");

        private final Level level;
        private final String event;

        State(Level level, String event) {
            this.level = level;
            this.event = event;
        }
    }

    private final Predicate<Environment> exists;
    private final ConcurrentMap<Environment, State> states = new ConcurrentHashMap<>();
    private final ConcurrentMap<Logged, Long> loggedNanos = new ConcurrentHashMap<>();

    private record Logged(Environment environment, State state) {}

    /** @param exists whether an environment is known to exist: names that clients make up are neither kept nor logged */
    CacheStates(Predicate<Environment> exists) {
        this.exists = exists;
    }

    void hit(Environment environment, String node) {
        if (enter(environment, State.HIT)) {
            log(State.HIT, environment).addKeyValue("node_id", node).log(State.HIT.event);
        }
    }

    void missed(Environment environment, Lookup.Reason reason) {
        State state = switch (reason) {
            case ABSENT -> absent(environment);
            case INVALIDATED -> State.MISS;
            case DAMAGED -> State.DAMAGED;
        };
        if (enter(environment, state)) {
            log(state, environment).addKeyValue("reason", reason).log(state.event);
        }
    }

    void behindFence(Environment environment) {
        if (enter(environment, State.BEHIND_FENCE)) {
            log(State.BEHIND_FENCE, environment).log(State.BEHIND_FENCE.event);
        }
    }

    void unavailable(Environment environment, BackendUnavailable failure) {
        if (enter(environment, State.UNAVAILABLE)) {
            log(State.UNAVAILABLE, environment)
                    .addKeyValue("error", failure.getMessage())
                    .log(State.UNAVAILABLE.event);
        }
    }

    private State absent(Environment environment) {
        State before = states.getOrDefault(environment, State.MISS);
        return before == State.HIT || before == State.EXPIRED ? State.EXPIRED : State.MISS;
    }

    /** Whether the state is new, and to be logged. Looked at before it is put, since most reads find what the one before found. */
    private boolean enter(Environment environment, State state) {
        @Nullable State before = states.get(environment);
        return before != state
                && exists.test(environment)
                && states.put(environment, state) != state
                && isDue(new Logged(environment, state));
    }

    private boolean isDue(Logged line) {
        long now = System.nanoTime();
        @Nullable Long last = loggedNanos.get(line);
        if (last != null && now - last < PAUSE_NANOS) {
            return false;
        }
        loggedNanos.put(line, now);
        return true;
    }

    private static LoggingEventBuilder log(State state, Environment environment) {
        return LOG.atLevel(state.level).addKeyValue("environment", environment);
    }
}
