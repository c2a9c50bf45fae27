package dev.yardarm.migration;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The port to the one truth of all gateways about a migration. Each call ends within a bound of the adapter's, and fails with
 * {@link dev.yardarm.read.BackendUnavailable}.
 */
public interface MigrationStore {

    /**
     * What a gateway did in the state of a version.
     *
     * @param gateway its name, another one for each process
     */
    record Report(String gateway, long version, Tally.Pair tallies) {}

    /**
     * What a gateway gets for its report.
     *
     * @param now by the store's clock, as {@link MigrationState#since} is
     * @param leads whether this gateway is the one that drives the plan
     */
    record Beat(MigrationState state, Instant now, boolean leads) {}

    /**
     * A change to be made.
     *
     * @param next its version is one above that of the state it changes
     * @param author the name of the token; {@code plan} for what happens by itself
     * @param reason why, or what was done, for the history
     * @param tallies of all gateways in the state that ends
     */
    record Change(MigrationState next, String author, String reason, Tally.Pair tallies) {}

    /** A change that was made, with what both caches did in the state that it ended. */
    record Recorded(MigrationState state, String author, String reason, Figures from, Figures to) {}

    /**
     * Of one cache.
     *
     * @param errorRate from 0 to 1
     * @param hitRate from 0 to 1
     */
    record Figures(long operations, double errorRate, double hitRate, Duration p95) {
        public static Figures of(Tally tally) {
            return new Figures(tally.operations(), tally.errorRate(), tally.hitRate(), tally.p95());
        }
    }

    /** {@link MigrationState#INITIAL} if nobody has ever changed it. */
    Future<MigrationState> state();

    /**
     * Takes a gateway's figures in place of its earlier ones, and lets it lead if nobody else does.
     *
     * @param lease for how long it leads without another beat
     */
    Future<Beat> beat(Report report, Duration lease);

    /** The sum of what all gateways reported of a version. */
    Future<Tally.Pair> tallies(long version);

    /**
     * Makes a change, records it and announces it to all gateways; empty, and nothing done, if the state is of another
     * version than it changes.
     */
    Future<Optional<MigrationState>> replace(Change change);

    /**
     * Latest first.
     *
     * @param limit 1 or more
     */
    Future<List<Recorded>> history(int limit);
}
