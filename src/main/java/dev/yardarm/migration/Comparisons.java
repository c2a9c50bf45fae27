package dev.yardarm.migration;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.Lookup;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both caches said when both were asked for the same. Safe for use by several threads. */
public final class Comparisons {
    private static final Logger LOG = LoggerFactory.getLogger(Comparisons.class);
    private static final long LOGGED_EVERY_NANOS = 1_000_000_000;

    private final Map<Outcome, AtomicLong> counts = new EnumMap<>(Outcome.class);
    private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - LOGGED_EVERY_NANOS);

    /** How two answers compare. */
    public enum Outcome {
        /** Both have the same bytes at the same revision. */
        SAME,
        /** Both are at the same revision, with other bytes: one of them is wrong. */
        DIFFERENT,
        /** They are at different revisions: one is behind, which the fence takes care of. */
        REVISION,
        /** One of them does not have it. */
        MISSING,
        /** One of them did not answer. */
        UNAVAILABLE
    }

    private final MigrationObserver observer;

    /** @param observer is told everything as well */
    public Comparisons(MigrationObserver observer) {
        this.observer = observer;
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new AtomicLong());
        }
    }

    /** Since the start. */
    public long count(Outcome outcome) {
        return of(outcome).get();
    }

    void unavailable() {
        note(Outcome.UNAVAILABLE);
    }

    private void note(Outcome outcome) {
        of(outcome).incrementAndGet();
        observer.compared(outcome);
    }

    void compare(
            Environment environment,
            FlagKey key,
            Lookup<Optional<EncodedFlag>> from,
            Lookup<Optional<EncodedFlag>> to) {
        Outcome outcome = outcome(from, to);
        note(outcome);
        boolean differ = outcome == Outcome.DIFFERENT;
        if ((differ || outcome == Outcome.REVISION) && isTimeToLog()) {
            (differ ? LOG.atWarn() : LOG.atInfo())
                    .addKeyValue("environment", environment)
                    .addKeyValue("flag", key)
                    .addKeyValue("from", shown(from))
                    .addKeyValue("to", shown(to))
                    .addKeyValue("differences", count(Outcome.DIFFERENT))
                    .log(differ ? "Caches differ at the same revision" : "Caches are at different revisions");
        }
    }

    private static Outcome outcome(Lookup<Optional<EncodedFlag>> from, Lookup<Optional<EncodedFlag>> to) {
        if (from instanceof Lookup.Hit<Optional<EncodedFlag>> one
                && to instanceof Lookup.Hit<Optional<EncodedFlag>> other) {
            if (!one.revision().equals(other.revision())) {
                return Outcome.REVISION;
            }
            return one.value().equals(other.value()) ? Outcome.SAME : Outcome.DIFFERENT;
        }
        return Outcome.MISSING;
    }

    private static String shown(Lookup<Optional<EncodedFlag>> answer) {
        return answer instanceof Lookup.Hit<Optional<EncodedFlag>> hit
                ? hit.node() + " "
                        + hit.value().map(flag -> flag.json().toString()).orElse("none")
                : "miss";
    }

    private boolean isTimeToLog() {
        long last = loggedNanos.get();
        long now = System.nanoTime();
        return now - last >= LOGGED_EVERY_NANOS && loggedNanos.compareAndSet(last, now);
    }

    private AtomicLong of(Outcome outcome) {
        return Objects.requireNonNull(counts.get(outcome), "every outcome is counted");
    }
}
