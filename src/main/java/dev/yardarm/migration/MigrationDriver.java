package dev.yardarm.migration;

import dev.yardarm.migration.MigrationStore.Beat;
import dev.yardarm.migration.MigrationStore.Change;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway's part in the migration: it reports what its caches did, takes up what others have decided, and if it leads,
 * judges the running step by what all have reported.
 *
 * <p>Several may believe that they lead, for a moment: whatever they decide is decided once, since a change is of one version.
 *
 * <p>Belongs to one event loop.
 */
public final class MigrationDriver {
    /** How often {@link #beat} is to be called, besides when something was announced. */
    public static final Duration BEAT = Duration.ofMillis(500);

    /** Some beats may be lost; another gateway takes over after that, and its own beat. */
    static final Duration LEASE = Duration.ofSeconds(2);

    static final String AUTHOR = "plan";

    private static final Logger LOG = LoggerFactory.getLogger(MigrationDriver.class);

    private final String gateway;
    private final MigrationStore store;
    private final CurrentMigration migration;
    private boolean underWay;
    private boolean again;
    private boolean failing;
    private RecentTally recent = new RecentTally(Duration.ZERO);
    private long recentVersion;

    /** @param gateway its name, another one for each process */
    public MigrationDriver(String gateway, MigrationStore store, CurrentMigration migration) {
        this.gateway = gateway;
        this.store = store;
        this.migration = migration;
    }

    /** Something was announced: it is looked at now, or as soon as the beat that is under way has ended. */
    public void announced() {
        again = underWay;
        beat();
    }

    /** Does nothing while the one before is under way. If the store is away, all stays as it is. */
    public void beat() {
        if (underWay) {
            return;
        }
        underWay = true;
        Future<Void> unused = store.beat(migration.report(gateway), LEASE)
                .compose(this::takeUp)
                .onSuccess(done -> failing = false)
                .onFailure(this::logFailure)
                .onComplete(ended -> {
                    underWay = false;
                    if (again) {
                        again = false;
                        beat();
                    }
                });
    }

    /** A database that is away shows elsewhere. */
    private void logFailure(Throwable failure) {
        if (!failing && !(failure instanceof BackendUnavailable)) {
            failing = true;
            LOG.warn("Migration state cannot be had, all stays as it is", failure);
        }
    }

    private Future<Void> takeUp(Beat beat) {
        migration.offer(beat.state());
        return beat.leads() && beat.state().isPlanned() ? judge(beat) : Future.succeededFuture();
    }

    private Future<Void> judge(Beat beat) {
        MigrationState state = beat.state();
        return store.tallies(state.version()).compose(tallies -> {
            Duration held = Duration.between(state.since(), beat.now());
            Plan plan = state.plan().orElseThrow();
            Verdict verdict = Verdict.of(plan, tallies.to(), recent(state, plan).since(tallies.to(), held), held);
            if (verdict instanceof Verdict.Fail failed) {
                return replace(new Change(state.takenBack(), AUTHOR, failed.why(), tallies));
            }
            boolean isRaised = verdict instanceof Verdict.Pass && state.phase() == MigrationState.Phase.RUNNING;
            return isRaised
                    ? replace(new Change(state.raised(), AUTHOR, "step passed", tallies))
                    : Future.succeededFuture();
        });
    }

    private RecentTally recent(MigrationState state, Plan plan) {
        if (recentVersion != state.version()) {
            recentVersion = state.version();
            recent = RecentTally.of(plan);
        }
        return recent;
    }

    private Future<Void> replace(Change change) {
        return store.replace(change).map(made -> {
            // If somebody else was sooner, the next beat tells.
            made.ifPresent(migration::offer);
            made.ifPresent(state -> logDecided(state, change.reason()));
            return null;
        });
    }

    private static void logDecided(MigrationState state, String reason) {
        boolean back = state.phase() == MigrationState.Phase.ROLLED_BACK;
        (back ? LOG.atWarn() : LOG.atInfo())
                .addKeyValue("share", state.share())
                .addKeyValue("step", state.stepNumber())
                .addKeyValue("reason", reason)
                .log(back ? "cache_migration_rolled_back" : "cache_migration_step_passed");
    }

    /** Why a running plan holds its step, by what this gateway has heard last; for those who look. */
    static Optional<String> waiting(MigrationState state, Tally to, Duration held) {
        return state.plan()
                .filter(plan -> state.isPlanned())
                .map(plan -> Verdict.of(plan, to, Tally.none(), held))
                .filter(Verdict.Hold.class::isInstance)
                .map(verdict -> ((Verdict.Hold) verdict).why());
    }
}
