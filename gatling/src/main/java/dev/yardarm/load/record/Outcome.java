package dev.yardarm.load.record;

/**
 * Whether something that was asked for holds.
 *
 * @param measured what it was, as a report shows it
 */
public record Outcome(Result result, String measured) {

    /** What became of it. */
    public enum Result {
        HELD("held"),
        NOT_HELD("**not held**"),
        /** What no slow machine excuses: clients got something wrong, or nothing. */
        BROKEN("**broken**");

        private final String word;

        Result(String word) {
            this.word = word;
        }

        /** As a summary has it. */
        public String word() {
            return word;
        }
    }

    public Outcome(boolean held, String measured) {
        this(held ? Result.HELD : Result.NOT_HELD, measured);
    }

    public boolean held() {
        return result == Result.HELD;
    }
}
