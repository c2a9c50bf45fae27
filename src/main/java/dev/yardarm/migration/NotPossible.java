package dev.yardarm.migration;

/** An instruction that makes no sense in the state that the migration is in. */
public final class NotPossible extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message a whole sentence, for whoever gave the instruction */
    public NotPossible(String message) {
        super(message);
    }
}
