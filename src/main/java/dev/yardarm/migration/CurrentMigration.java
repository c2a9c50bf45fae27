package dev.yardarm.migration;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the migration as this gateway knows it, what its caches did in it, and which of them the next read goes to. One
 * for each gateway, safe for use by several threads. Without news it stays as it is.
 */
public final class CurrentMigration {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentMigration.class);

    /** Its fraction, in units of 2 to the power of -64. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final double shadowShare;
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong shadows = new AtomicLong();
    private final Comparisons comparisons;
    private final MigrationObserver observer;
    private volatile Era era;
    private volatile boolean known;
    private long lower = Long.MAX_VALUE;

    /** The time of one version. */
    private static final class Era {
        private final MigrationState state;
        private final TallyRecorder from;
        private final TallyRecorder to;

        private Era(MigrationState state, MigrationObserver observer) {
            this.state = state;
            this.from = new TallyRecorder(Side.FROM, observer);
            this.to = new TallyRecorder(Side.TO, observer);
        }
    }

    /** @param shadowShare of the reads that ask the other cache as well, from 0 to 1 */
    public CurrentMigration(double shadowShare, MigrationObserver observer) {
        this.shadowShare = shadowShare;
        this.observer = observer;
        this.comparisons = new Comparisons(observer);
        this.era = new Era(MigrationState.INITIAL, observer);
    }

    public MigrationState state() {
        return era.state;
    }

    /** What this gateway has found by comparing the caches since its start. */
    public Comparisons comparisons() {
        return comparisons;
    }

    /**
     * Takes up what the store says. Something lower may have been asked for before the latest came, and is believed if it is
     * said twice: then the database went back.
     */
    public synchronized void offer(MigrationState found) {
        long version = era.state.version();
        boolean isBack = found.version() < version && found.version() == lower;
        // Of the same version another one: made anew by a database that lost the first.
        boolean isOther = found.version() == version && !found.equals(era.state);
        if (found.version() > version || isBack || isOther) {
            era = new Era(found, observer);
            observer.changed(found, /* seen= */ known);
            log(found);
        }
        known = true;
        lower = found.version() < version ? found.version() : Long.MAX_VALUE;
    }

    private static void log(MigrationState state) {
        LOG.atInfo()
                .addKeyValue("version", state.version())
                .addKeyValue("share", state.share())
                .addKeyValue("phase", state.phase().label())
                .addKeyValue("step", state.stepNumber())
                .log("cache_migration_changed");
    }

    /** Whether the store has told this gateway where the migration stands. */
    boolean isKnown() {
        return known;
    }

    /** Which cache the next read goes to: of any reads in a row, or of every second of them and the like, about the share. */
    Side draw() {
        return isDrawn(reads, era.state.share()) ? Side.TO : Side.FROM;
    }

    /** Whether the next read asks the other cache as well. */
    boolean drawShadow() {
        return isDrawn(shadows, shadowShare);
    }

    /**
     * By the multiples of the golden ratio, whose fractions fill the unit interval evenly wherever one begins, and by whatever
     * step one goes on: no pattern in which reads come meets one in the draws (D. Knuth, The Art of Computer Programming,
     * volume 3, section 6.4).
     */
    private static boolean isDrawn(AtomicLong sequence, double share) {
        if (share == 0 || share == 1) {
            return share == 1;
        }
        // The upper 53 bits of a fixed-point product, as a fraction.
        long fraction = (sequence.getAndIncrement() * GOLDEN_RATIO) >>> 11;
        return fraction * 0x1p-53 < share;
    }

    TallyRecorder recorder(Side side) {
        Era present = era;
        return side == Side.FROM ? present.from : present.to;
    }

    /** What this gateway did in the present state. */
    MigrationStore.Report report(String gateway) {
        Era present = era;
        return new MigrationStore.Report(
                gateway, present.state.version(), new Tally.Pair(present.from.tally(), present.to.tally()));
    }
}
