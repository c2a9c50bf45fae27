package dev.yardarm.load.gateway;

/** Why a load is not started. Its message is the one line that the user reads: what is wrong, and what to change. */
public class Refusal extends RuntimeException {
    public Refusal(String message) {
        // Where it was thrown is nothing to the user, and Maven would print it.
        super(message, null, false, false);
    }
}
