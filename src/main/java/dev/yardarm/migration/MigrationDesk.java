package dev.yardarm.migration;

import dev.yardarm.migration.MigrationStore.Change;
import dev.yardarm.migration.MigrationStore.Recorded;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What operators see of the migration, and tell it to do. Belongs to one event loop. */
public final class MigrationDesk {
    /** How often a change is tried again that others have come before. */
    private static final int ATTEMPTS = 3;

    private static final int MOST_HISTORY = 50;

    private final MigrationStore store;
    private final CurrentMigration migration;
    private final Supplier<List<Obstacle>> obstacles;
    private final String fromName;
    private final String toName;

    /**
     * @param obstacles what the new cache's own state puts in the way
     * @param fromName what the old cache is
     * @param toName what the new one is
     */
    public MigrationDesk(
            MigrationStore store,
            CurrentMigration migration,
            Supplier<List<Obstacle>> obstacles,
            String fromName,
            String toName) {
        this.store = store;
        this.migration = migration;
        this.obstacles = obstacles;
        this.fromName = fromName;
        this.toName = toName;
    }

    /**
     * All there is to see.
     *
     * @param tallies of all gateways, since the state is what it is
     * @param comparisons of this gateway, since its start
     * @param obstacles none if the new cache can take over
     * @param history latest first
     */
    public record View(
            String from,
            String to,
            MigrationState state,
            Tally.Pair tallies,
            Comparisons comparisons,
            List<Obstacle> obstacles,
            List<Recorded> history) {}

    /** Fails with {@link dev.yardarm.read.BackendUnavailable}. */
    public Future<View> view() {
        return store.state().compose(this::view);
    }

    private Future<View> view(MigrationState state) {
        Future<Tally.Pair> tallies = store.tallies(state.version());
        Future<List<Recorded>> history = store.history(MOST_HISTORY);
        return Future.all(tallies, history)
                .map(all -> new View(
                        fromName,
                        toName,
                        state,
                        tallies.result(),
                        migration.comparisons(),
                        inTheWay(tallies.result()),
                        history.result()));
    }

    private View nothingMoreOf(MigrationState state) {
        return new View(
                fromName, toName, state, Tally.Pair.none(), migration.comparisons(), obstacles.get(), List.of());
    }

    private List<Obstacle> inTheWay(Tally.Pair tallies) {
        List<Obstacle> all = new ArrayList<>(obstacles.get());
        long different = migration.comparisons().count(Comparisons.Outcome.DIFFERENT);
        if (different > 0) {
            all.add(new Obstacle(
                    "answers-differ",
                    "Since this gateway's start " + different
                            + " answers of the caches differed at the same revision."));
        }
        Tally to = tallies.to();
        if (to.operations() == 0) {
            all.add(new Obstacle("not-used-yet", "The new cache has not been asked for anything yet."));
        } else if (to.errors() > 0) {
            all.add(new Obstacle(
                    "errors", to.errors() + " of " + to.operations() + " operations of the new cache have failed."));
        }
        return all;
    }

    /**
     * Carries out an instruction, on all gateways. Fails with {@link NotPossible}, and with {@link
     * dev.yardarm.read.BackendUnavailable} if it may not have been carried out.
     *
     * @param author the name of the token
     */
    public Future<View> carryOut(Instruction instruction, String author) {
        // It is done, whether all that there is to see can be had or not.
        return carryOut(instruction, author, ATTEMPTS)
                .compose(made -> view(made).otherwise(lost -> nothingMoreOf(made)));
    }

    private Future<MigrationState> carryOut(Instruction instruction, String author, int attempts) {
        return store.state().compose(present -> {
            MigrationState next = present.after(instruction);
            return store.tallies(present.version())
                    .compose(tallies -> store.replace(new Change(next, author, instruction.reason(), tallies)))
                    .compose(made -> made.map(this::taken).orElseGet(() -> again(instruction, author, attempts - 1)));
        });
    }

    private Future<MigrationState> taken(MigrationState made) {
        migration.offer(made);
        return Future.succeededFuture(made);
    }

    private Future<MigrationState> again(Instruction instruction, String author, int attempts) {
        return attempts > 0
                ? carryOut(instruction, author, attempts)
                : Future.failedFuture(
                        new NotPossible("Others are changing the migration at the same time; try again."));
    }

    /** Why a running plan is still at its step; empty if none runs. */
    public static Optional<String> waiting(View view, Instant now) {
        MigrationState state = view.state();
        return MigrationDriver.waiting(state, view.tallies().to(), Duration.between(state.since(), now));
    }
}
