package dev.yardarm.migration;

/** What an operator wants of a migration. */
public sealed interface Instruction {

    /**
     * This share of the reads to the new cache from now on; a plan that runs has ended with it.
     *
     * @param share from 0 to 1
     */
    record SetShare(double share) implements Instruction {
        /** Fails with {@link IllegalArgumentException} on anything else. */
        public SetShare {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share is from 0 to 1");
            }
        }
    }

    /** A plan, from its first step on. */
    record Start(Plan plan) implements Instruction {}

    /** The step as it is, for as long as nobody resumes it; it is taken back all the same if it does not do well. */
    record Pause() implements Instruction {}

    /** The step again, held from now on. */
    record Resume() implements Instruction {}

    /** No plan any more, and no reads to the new cache. */
    record Abort() implements Instruction {}
}
