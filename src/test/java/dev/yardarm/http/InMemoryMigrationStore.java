package dev.yardarm.http;

import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.Tally;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one truth about a migration in memory; may be made to fail. For all threads. */
final class InMemoryMigrationStore implements MigrationStore {
    private final Map<String, Report> reports = new HashMap<>();
    private final Deque<Recorded> history = new ArrayDeque<>();
    private MigrationState state = MigrationState.INITIAL;
    private int rivals;
    private int callsUntilFailure = Integer.MAX_VALUE;
    private @Nullable RuntimeException failure;

    /** After so many more calls every one fails. */
    synchronized void failAfter(int calls, RuntimeException cause) {
        callsUntilFailure = calls;
        failure = cause;
    }

    synchronized void heal() {
        callsUntilFailure = Integer.MAX_VALUE;
    }

    /** Before each of so many changes somebody else makes one. */
    synchronized void rivals(int changes) {
        rivals = changes;
    }

    synchronized MigrationState present() {
        return state;
    }

    @Override
    public synchronized Future<MigrationState> state() {
        return answer(() -> state);
    }

    @Override
    public synchronized Future<Beat> beat(Report report, Duration lease) {
        return answer(() -> {
            reports.put(report.gateway(), report);
            return new Beat(state, Instant.now(), true);
        });
    }

    @Override
    public synchronized Future<Tally.Pair> tallies(long version) {
        return answer(() -> reports.values().stream()
                .filter(report -> report.version() == version)
                .map(Report::tallies)
                .reduce(Tally.Pair.none(), Tally.Pair::plus));
    }

    @Override
    public synchronized Future<Optional<MigrationState>> replace(Change change) {
        return answer(() -> {
            if (rivals > 0) {
                rivals--;
                take(new Change(raised(state), "rival", "share set by hand", Tally.Pair.none()));
            }
            return change.next().version() == state.version() + 1 ? Optional.of(take(change)) : Optional.empty();
        });
    }

    @Override
    public synchronized Future<List<Recorded>> history(int limit) {
        return answer(() -> history.stream().limit(limit).toList());
    }

    private static MigrationState raised(MigrationState state) {
        return new MigrationState(
                state.version() + 1, state.share(), state.phase(), state.plan(), state.step(), state.since());
    }

    private MigrationState take(Change change) {
        MigrationState next = change.next();
        state = new MigrationState(
                next.version(),
                next.share(),
                next.phase(),
                next.plan(),
                next.step(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        history.addFirst(new Recorded(
                state,
                change.author(),
                change.reason(),
                Figures.of(change.tallies().from()),
                Figures.of(change.tallies().to())));
        return state;
    }

    private <T> Future<T> answer(Supplier<T> call) {
        if (callsUntilFailure <= 0 && failure != null) {
            return Future.failedFuture(failure);
        }
        callsUntilFailure--;
        return Future.succeededFuture(call.get());
    }
}
