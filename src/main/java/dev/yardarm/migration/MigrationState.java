package dev.yardarm.migration;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a migration stands; one for all gateways, kept in the store.
 *
 * @param version raised by one by each change
 * @param share of the reads that goes to the new cache, from 0 to 1
 * @param plan the one that was started last; none after a share that was set by hand
 * @param step of the plan, from 0
 * @param since when it came to this, by the store's clock
 */
public record MigrationState(long version, double share, Phase phase, Optional<Plan> plan, int step, Instant since) {

    /** Before anybody has changed anything. */
    public static final MigrationState INITIAL =
            new MigrationState(0, 0, Phase.MANUAL, Optional.empty(), 0, Instant.EPOCH);

    /** What becomes of the share by itself. */
    public enum Phase {
        /** Nothing: it was set by hand. */
        MANUAL,
        /** It is raised, or taken back. */
        RUNNING,
        /** It is not raised, but taken back if it has to be. */
        PAUSED,
        /** Nothing: all steps were passed. */
        COMPLETED,
        /** Nothing: a step did not do well, and all reads go to the old cache. */
        ROLLED_BACK,
        /** Nothing: somebody has ended the plan, and all reads go to the old cache. */
        ABORTED;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether a plan decides on the share. */
    public boolean isPlanned() {
        return phase == Phase.RUNNING || phase == Phase.PAUSED;
    }

    /** The step as people count, from 1; 0 without a plan. */
    public int stepNumber() {
        return plan.isPresent() ? step + 1 : 0;
    }

    /** What an instruction makes of it. Fails with {@link NotPossible}. */
    MigrationState after(Instruction instruction) {
        if (instruction instanceof Instruction.SetShare set) {
            return next(set.share(), Phase.MANUAL, Optional.empty(), 0);
        }
        if (instruction instanceof Instruction.Start start) {
            if (isPlanned()) {
                throw new NotPossible("A plan is under way; abort it first, or set a share by hand.");
            }
            return next(start.plan().steps().get(0), Phase.RUNNING, Optional.of(start.plan()), 0);
        }
        if (!isPlanned()) {
            throw new NotPossible("There is no plan under way.");
        }
        if (instruction instanceof Instruction.Pause) {
            return in(Phase.RUNNING, "The plan is paused already.", Phase.PAUSED);
        }
        if (instruction instanceof Instruction.Resume) {
            return in(Phase.PAUSED, "The plan is running already.", Phase.RUNNING);
        }
        return next(0, Phase.ABORTED, plan, step);
    }

    private MigrationState in(Phase expected, String otherwise, Phase then) {
        if (phase != expected) {
            throw new NotPossible(otherwise);
        }
        return next(share, then, plan, step);
    }

    /** With its step passed: the next one, or the end. */
    MigrationState raised() {
        Plan running = plan.orElseThrow();
        return running.isLast(step)
                ? next(share, Phase.COMPLETED, plan, step)
                : next(running.steps().get(step + 1), Phase.RUNNING, plan, step + 1);
    }

    /** With its step failed. */
    MigrationState takenBack() {
        return next(0, Phase.ROLLED_BACK, plan, step);
    }

    private MigrationState next(double newShare, Phase newPhase, Optional<Plan> newPlan, int newStep) {
        return new MigrationState(version + 1, newShare, newPhase, newPlan, newStep, since);
    }
}
