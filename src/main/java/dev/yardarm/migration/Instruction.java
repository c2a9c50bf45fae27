package dev.yardarm.migration;

/** What an operator wants of a migration. */
public sealed interface Instruction {
    /** For the history. */
    String reason();

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

        @Override
        public String reason() {
            return "share set by hand";
        }
    }

    /** A plan, from its first step on. */
    record Start(Plan plan) implements Instruction {
        @Override
        public String reason() {
            return "plan started";
        }
    }

    /** The step as it is, for as long as nobody resumes it; it is taken back all the same if it does not do well. */
    record Pause() implements Instruction {
        @Override
        public String reason() {
            return "plan paused";
        }
    }

    /** The step again, held from now on. */
    record Resume() implements Instruction {
        @Override
        public String reason() {
            return "plan resumed";
        }
    }

    /** No plan any more, and no reads to the new cache. */
    record Abort() implements Instruction {
        @Override
        public String reason() {
            return "plan aborted";
        }
    }
}
