package dev.yardarm.redis;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invalidations that Redis has not taken yet, tried again until it does, or until a lifetime has removed what they were to
 * remove. One for each environment, the latest: what it removes includes what the earlier ones would. One whose revision is
 * no longer committed is given up: its fence would keep the truth out of the cache for a lifetime.
 *
 * <p>Belongs to one event loop.
 */
final class PendingInvalidations {
    private static final Logger LOG = LoggerFactory.getLogger(PendingInvalidations.class);

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Duration lifetime;
    private final BiPredicate<Environment, Revision> isCommitted;
    private final BiFunction<Environment, Revision, Future<Void>> invalidate;
    private final Map<Environment, Entry> entries = new HashMap<>();
    private final long timer;

    private record Entry(Revision committed, long sinceNanos) {}

    PendingInvalidations(
            Vertx vertx,
            Duration lifetime,
            BiPredicate<Environment, Revision> isCommitted,
            BiFunction<Environment, Revision, Future<Void>> invalidate) {
        this.vertx = vertx;
        this.lifetime = lifetime;
        this.isCommitted = isCommitted;
        this.invalidate = invalidate;
        this.timer = vertx.setPeriodic(EVERY.toMillis(), tick -> retry());
    }

    void add(Environment environment, Revision committed) {
        Entry added = new Entry(committed, System.nanoTime());
        entries.merge(environment, added, (old, now) -> old.committed().isBefore(now.committed()) ? now : old);
    }

    /** Tries all of them once; those that fail stay. */
    void retry() {
        long now = System.nanoTime();
        entries.values().removeIf(entry -> now - entry.sinceNanos() > lifetime.toNanos());
        entries.entrySet()
                .removeIf(entry ->
                        !isCommitted.test(entry.getKey(), entry.getValue().committed()));
        List<Map.Entry<Environment, Entry>> tried = new ArrayList<>(entries.entrySet());
        for (Map.Entry<Environment, Entry> each : tried) {
            Environment environment = each.getKey();
            Entry entry = each.getValue();
            // A failure leaves the entry where it is, for the next time.
            Future<Void> unused = invalidate
                    .apply(environment, entry.committed())
                    .onSuccess(done -> {
                        if (entries.remove(environment, entry)) {
                            LOG.atInfo()
                                    .addKeyValue("environment", environment)
                                    .addKeyValue("revision", entry.committed().value())
                                    .addKeyValue("behind_answer", true)
                                    .log("cache_invalidated");
                        }
                    });
        }
    }

    void close() {
        vertx.cancelTimer(timer);
        entries.clear();
    }
}
